import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { endWithThisProcess } from './process';

/**
 * Runs a program to its end, with `env` added to the environment. On failure, the error holds the end of the output.
 */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  try {
    const running = promisify(execFile)(command, args, {
      cwd,
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    endWithThisProcess(running.child);
    await running;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n');
    throw new Error(`${command} ${args.join(' ')} failed:\n${tail || String(error)}`, { cause: error });
  }
}

/** Whether the program exists and succeeds. */
export async function works(...[command, args, options]: Parameters<typeof run>): Promise<boolean> {
  return run(command, args, options).then(
    () => true,
    () => false,
  );
}
