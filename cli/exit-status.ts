// The exit status of every command.

export const DONE = 0;
/** The command failed or was misused. `verify` uses 1 for an archive that is not whole. */
export const FAILED = 2;

/** Wraps a command's action: sets the process's exit status, and prints an error's message without a stack. */
export function ending<Arguments extends unknown[]>(
  run: (...args: Arguments) => Promise<number>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    try {
      process.exitCode = await run(...args);
    } catch (error) {
      process.stderr.write(`error: ${messageOf(error)}\n`);
      process.exitCode = FAILED;
    }
  };
}

/** Includes the name of an SDK error, which often says more than its message. A plain Error's name says nothing. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}
