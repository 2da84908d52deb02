// Every way in which a run fails on purpose. The names are set as text because the bundle is minified: they are what an alarm,
// a log filter and the dead-letter queue show. Messages carry ids, counts and configuration, never what a session says.

/** An environment variable is missing or unusable: thrown at start, before any call. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** The event that invoked the function cannot be understood: thrown before any call. */
export class EventError extends Error {
  override readonly name = 'EventError';
}

/** A scan did not see every page. Nothing was published; a later run starts over. */
export class ScanIncomplete extends Error {
  override readonly name = 'ScanIncomplete';
}

/** SSM no longer takes a token that it gave out. Caught where a scan can go on without it, once. */
export class TokenExpired extends ScanIncomplete {}

/** The function's time was nearly up. What was read is stored; the next attempt at the same snapshot goes on from there. */
export class TimeLimitReached extends Error {
  override readonly name = 'TimeLimitReached';
}

/** S3 refused a call, or an object of the archive is not what the reporter writes. Nothing was overwritten. */
export class ArchiveFailed extends Error {
  override readonly name = 'ArchiveFailed';
}

/** Which Regions are enabled in the account could not be learned: no snapshot was taken of any. */
export class RegionsUnknown extends Error {
  override readonly name = 'RegionsUnknown';
}

/** At least one Region failed; the snapshots of the others are complete. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
}

/** `Name: message` of anything thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
