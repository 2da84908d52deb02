// However the demo ends, what it started is stopped, and a failure is told in words. Imported first, so that this holds while
// the other parts load.

interface Stoppable {
  stop(): Promise<void> | void;
}

const running: Stoppable[] = [];
let isEnding = false;
let step = {
  what: 'loading its parts',
  remedy: 'Delete the folder node_modules and run the demo again: it installs what it needs.',
};

/** Says what happens next, in the words that a failure is told with, and what a person can do about it. */
export function begin(what: string, remedy: string): void {
  step = { what, remedy };
}

/** Takes care that it is stopped in the end. */
export function keep<T extends Stoppable>(started: T): T {
  running.push(started);
  return started;
}

/** Runs the demo. The exit code is 0, 1 after a failure, and 128 + the signal's number after a signal. */
export function run(demo: () => Promise<void>): void {
  demo().then(() => end(0), fail);
}

async function end(exitCode: number): Promise<void> {
  isEnding = true;
  process.exitCode = exitCode;
  await Promise.allSettled(running.map(async (started) => started.stop()));
}

function fail(error: unknown): void {
  // What is stopped while it works fails, too.
  if (isEnding) return;
  const [message] = String(error instanceof Error ? error.message : error).split('\n');
  void end(1).then(() => {
    process.stderr.write(`\nThe demo failed while ${step.what}: ${message ?? ''}\nWhat to do: ${step.remedy}\n`);
  });
}

process.on('uncaughtException', fail);
for (const [signal, number] of [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const) {
  process.once(signal, () => {
    void end(128 + number).then(() => {
      process.stderr.write('\nThe demo was interrupted. Its servers are stopped.\n');
      process.exit();
    });
  });
}
// Whoever reads the output, such as head, has seen enough.
process.stdout.on('error', () => {
  void end(0).then(() => process.exit());
});
