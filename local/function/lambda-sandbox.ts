import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';

const HOST = require.resolve('./lambda-host.mjs');

/** What lambda-host.mjs is sent for one invocation. */
interface Invocation {
  readonly event: unknown;
  readonly requestId: string;
  readonly functionArn: string;
  /** Epoch milliseconds that the function's clock is set to; undefined: it goes on. */
  readonly functionNow: number | undefined;
  readonly remainingTimeMs: number;
}

/** How an invocation ended: with an answer, with what the function threw, with the end of its process, or of its time. */
type Outcome =
  | { readonly answer: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } }
  | { readonly exit: string }
  | { readonly timedOut: true };

/** A process with the function's module in it. */
export interface Sandbox {
  readonly pid: number | undefined;
  readonly isAlive: boolean;
  run(invocation: Invocation): Promise<Outcome>;
  /** Ends the process without warning; resolves when it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts a process that sees nothing of ours but PATH and `env`.
 * @param log takes every line that the function writes
 */
export function startSandbox(bundle: string, env: Readonly<Record<string, string>>, log: string[]): Sandbox {
  const child = fork(HOST, [bundle], {
    env: { PATH: process.env.PATH, ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
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
      const bothStreamsRead = new Promise<void>((resolve) => {
        let ended = 0;
        onEnd.set(`END RequestId: ${invocation.requestId}`, () => {
          ended += 1;
          if (ended === 2) resolve();
        });
      });
      const reply = new Promise<Outcome>((resolve) => child.once('message', resolve));
      // A process that ends before it takes the invocation is reported by `gone`.
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
