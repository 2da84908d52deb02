// How every command ends: what it says to the shell.

export const DONE = 0;
/** It could not be done, or the command line cannot be understood; `verify` keeps 1 for an archive that is not whole. */
export const FAILED = 2;

/** Wraps what a command does: its exit status is the command's, and an error is told in words, without a stack. */
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

/** The name says more than the message in errors of the SDK, and nothing in those without a name of their own. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}
