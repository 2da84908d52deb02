// Runs the built command line.
import { execFile, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '..', '..', 'assets', 'cli', 'main.cjs');

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  /** Environment variables in addition to PATH. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The current folder of the command. */
  readonly cwd?: string;
  /** Another copy of the built file. */
  readonly program?: string;
  /** Gets the process, for example to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
}

export function runCli(args: readonly string[], circumstances: Circumstances = {}): Promise<Ended> {
  const { program = PROGRAM, ...rest } = circumstances;
  return runProgram(process.execPath, [program, ...args], rest);
}

export function runProgram(file: string, args: readonly string[], circumstances: Circumstances): Promise<Ended> {
  const { env, cwd, onStart } = circumstances;
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env.PATH, ...env }, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    const child = execFile(file, args, options, (_, out, err) => {
      resolve({ status: child.exitCode, out, err });
    });
    onStart?.(child);
  });
}
