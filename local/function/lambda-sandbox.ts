import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';

const HOST = require.resolve('./lambda-host.mjs');

/** The message to lambda-host.mjs for one invocation. */
interface Invocation {
  readonly event: unknown;
  readonly requestId: string;
  readonly functionArn: string;
  /** Sets the function's clock, epoch milliseconds; undefined: the clock continues. */
  readonly functionNow: number | undefined;
  readonly remainingTimeMs: number;
}

/** How an invocation ended: with an answer, an error of the function, the end of its process, or its time limit. */
type Outcome =
  | { readonly answer: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } }
  | { readonly exit: string }
  | { readonly timedOut: true };

/** A process that has loaded the function's module. */
export interface Sandbox {
  readonly pid: number | undefined;
  readonly isAlive: boolean;
  run(invocation: Invocation): Promise<Outcome>;
  /** Kills the process; resolves when it has ended. */
  kill(): Promise<void>;
}

/**
 * Starts a process whose environment is `env` and this process's PATH, nothing else.
 * @param log receives every line that the function writes
 */
export function startSandbox(bundle: string, env: Readonly<Record<string, string>>, log: string[]): Sandbox {
  const child = fork(HOST, [bundle], {
    env: { PATH: process.env.PATH, ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // Lambda does not count a cold start as time of the invocation, and a slow machine takes seconds for it.
  const loaded = new Promise<void>((resolve) => {
    child.once('message', () => {
      resolve();
    });
  });
  const gone = new Promise<Outcome>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ exit: signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}` });
    });
  });
  const onEnd = new Map<string, () => void>();
  const read = (line: string) => {
    const end = onEnd.get(line);
    if (end) end();
    else log.push(line);
  };
  for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', read);

  return {
    get pid() {
      return child.pid;
    },
    get isAlive() {
      return child.connected && !child.killed;
    },
    async run(invocation) {
      await Promise.race([loaded, gone]);
      const bothStreamsRead = new Promise<void>((resolve) => {
        let ended = 0;
        onEnd.set(`END RequestId: ${invocation.requestId}`, () => {
          ended += 1;
          if (ended === 2) resolve();
        });
      });
      const reply = new Promise<Outcome>((resolve) => child.once('message', resolve));
      // `gone` reports a process that ends before it receives the invocation.
      child.send(invocation, () => undefined);
      let timer: NodeJS.Timeout | undefined;
      const timedOut = new Promise<Outcome>((resolve) => {
        timer = setTimeout(() => {
          child.kill('SIGKILL');
          resolve({ timedOut: true });
        }, invocation.remainingTimeMs);
      });
      const outcome = Promise.all([reply, bothStreamsRead]).then(([ended]) => ended);
      return Promise.race([outcome, gone, timedOut]).finally(() => {
        clearTimeout(timer);
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
