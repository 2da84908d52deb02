/** Where a run reports its progress: Powertools' Logger in the function, stderr on the command line. */
export interface Log {
  info(message: string, values: LogValues): void;
  warn(message: string, values: LogValues): void;
  error(message: string, values: LogValues): void;
}

/** Ids, counts and reasons, never a session's text. */
export type LogValues = Readonly<Record<string, unknown>>;
