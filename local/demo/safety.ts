// Stops everything that the demo started, however the demo ends, and explains a failure in words. Imported first, so
// that it also works while the other parts load.

interface Stoppable {
  stop(): Promise<void> | void;
}

const running: Stoppable[] = [];
let isEnding = false;
let step = {
  what: 'loading its parts',
  remedy: 'Delete the folder node_modules and run the demo again: it installs what it needs.',
};

/** Names the next step, for the message of a failure, and what a person can do if the step fails. */
export function begin(what: string, remedy: string): void {
  step = { what, remedy };
}

/** Registers something to stop when the demo ends. */
export function keep<T extends Stoppable>(started: T): T {
  running.push(started);
  return started;
}

/** Runs the demo. The exit code is 0 after success, 1 after a failure, and 128 + the signal's number after a signal. */
export function run(demo: () => Promise<void>): void {
  demo().then(() => end(0), fail);
}

async function end(exitCode: number): Promise<void> {
  isEnding = true;
  process.exitCode = exitCode;
  await Promise.allSettled(running.map(async (started) => started.stop()));
}

function fail(error: unknown): void {
  // Stopping something that still works makes it fail. That is no failure of the demo.
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
// The reader of the output, such as head, has closed the pipe.
process.stdout.on('error', () => {
  void end(0).then(() => process.exit());
});
