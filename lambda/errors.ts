// The errors that a run throws on purpose. The names are text because the bundle is minified: logs and the dead-letter queue show
// them. Messages hold ids, counts and configuration, never a session's text.

/** An environment variable is missing or unusable: thrown at start, before any call. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** The event that invoked the function is not valid: thrown before any call. */
export class EventError extends Error {
  override readonly name = 'EventError';
}

/** A scan did not see every page. No manifest was published; a later run reads the sessions again. */
export class ScanIncomplete extends Error {
  override readonly name = 'ScanIncomplete';
}

/** The service refused a token of its own. A scan catches this once and reads on without the token. */
export class TokenExpired extends ScanIncomplete {}

/** The function's time was nearly up. The run stored what it had read; the next attempt at the same snapshot goes on from there. */
export class TimeLimitReached extends Error {
  override readonly name = 'TimeLimitReached';
}

/** S3 refused a call, or an object of the archive is not what the reporter writes. Nothing was overwritten. */
export class ArchiveFailed extends Error {
  override readonly name = 'ArchiveFailed';
}

/** The list of enabled Regions could not be read: the run took no snapshot at all. */
export class RegionsUnknown extends Error {
  override readonly name = 'RegionsUnknown';
}

/** At least one Region failed; the snapshots of the others are complete. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
}

/** `Name: message` of any thrown value. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
