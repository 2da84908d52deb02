// The command line as people run it: the built file.
import { execFile } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '..', '..', 'assets', 'cli', 'main.cjs');

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  /** Beside PATH. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder that it runs in. */
  readonly cwd?: string;
  /** Another copy of the built file. */
  readonly program?: string;
  /** Looked at again and again: once it is true, somebody presses Ctrl-C. */
  readonly interruptWhen?: () => boolean;
}

export function runCli(args: readonly string[], circumstances: Circumstances = {}): Promise<Ended> {
  const { env, cwd, program = PROGRAM, interruptWhen } = circumstances;
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env.PATH, ...env }, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    const child = execFile(process.execPath, [program, ...args], options, (_, out, err) => {
      clearInterval(looking);
      resolve({ status: child.exitCode, out, err });
    });
    const looking = setInterval(() => {
      if (interruptWhen?.()) child.kill('SIGINT');
    }, 50);
  });
}
