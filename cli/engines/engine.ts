// The port for engines that answer SQL over an archive. Every engine takes the same SQL and returns the same rows.

/** A value as JSON has it; a timestamp as `yyyy-MM-dd HH:mm:ss.SSS`, a day as `yyyy-MM-dd`, both UTC; a list or a struct as JSON text. */
export type Value = string | number | boolean | null;

/** One row of an answer, by the names of its columns. */
export type Row = Readonly<Record<string, Value>>;

export interface Answer {
  /** Names of the columns, in order, even if the answer has no rows. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** What the engine read and what that costs, for people. Empty if there is nothing to say. */
  readonly remark: string;
}

export interface Engine {
  /**
   * Runs one SELECT in Athena's SQL over the views `sessions` and `snapshots` and the tables behind them. `withValues` has already put
   * the parameters' values into the text.
   *
   * @throws Error with the engine's message, if it rejects the SQL or cannot read the archive
   */
  query(sql: string): Promise<Answer>;
  /** The same answer in parts, at least one, for more rows than fit in memory. Optional: not every engine has it. */
  parts?(sql: string): AsyncIterable<Pick<Answer, 'columns' | 'rows'>>;
  close(): Promise<void>;
}

/** Makes the names of columns unique, because a row holds its values by name. */
export function distinct(names: readonly string[]): string[] {
  const used = new Map<string, number>();
  return names.map((name) => {
    const before = used.get(name) ?? 0;
    used.set(name, before + 1);
    return before === 0 ? name : `${name}:${before}`;
  });
}
