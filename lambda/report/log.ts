/** What a run is told to whoever watches it: Powertools' Logger in the function, something for people on the command line. */
export interface Log {
  info(message: string, values: LogValues): void;
  warn(message: string, values: LogValues): void;
  error(message: string, values: LogValues): void;
}

/** Ids, counts and reasons, never what a session says. */
export type LogValues = Readonly<Record<string, unknown>>;
