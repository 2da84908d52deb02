// What answers SQL over an archive: the same SQL and the same rows, whichever engine it is.

/** A value as JSON has it; a timestamp as `yyyy-MM-dd HH:mm:ss.SSS`, a day as `yyyy-MM-dd`, both UTC. */
export type Value = string | number | boolean | null;

/** One row of an answer, by the names of its columns. */
export type Row = Readonly<Record<string, Value>>;

export interface Answer {
  /** Names of the columns in their order, also of an answer without rows. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface Engine {
  /**
   * Runs one SELECT in Athena's SQL over the views `sessions` and `snapshots` and the tables behind them.
   *
   * @throws Error with the engine's own words, if it does not understand the SQL or cannot read the archive
   */
  query(sql: string): Promise<Answer>;
  close(): Promise<void>;
}
