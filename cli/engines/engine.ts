// What answers SQL over an archive: the same SQL and the same rows, whichever engine it is.

/** A value as JSON has it; a timestamp as `yyyy-MM-dd HH:mm:ss.SSS`, a day as `yyyy-MM-dd`, both UTC; a list or a struct as JSON text. */
export type Value = string | number | boolean | null;

/** One row of an answer, by the names of its columns. */
export type Row = Readonly<Record<string, Value>>;

export interface Answer {
  /** Names of the columns in their order, also of an answer without rows. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** What a person should know of how it was answered: what it read and what that costs. Empty if there is nothing to say. */
  readonly remark: string;
}

export interface Engine {
  /**
   * Runs one SELECT in Athena's SQL over the views `sessions` and `snapshots` and the tables behind them. Values are filled into the
   * text beforehand: see `withValues`.
   *
   * @throws Error with the engine's own words, if it does not understand the SQL or cannot read the archive
   */
  query(sql: string): Promise<Answer>;
  /** The same answer a part of its rows at a time, at least one part, for more rows than memory should hold. Without it `query` is all there is. */
  parts?(sql: string): AsyncIterable<Pick<Answer, 'columns' | 'rows'>>;
  close(): Promise<void>;
}

/** The names of columns, made different where two are the same: a row has its values by name. */
export function distinct(names: readonly string[]): string[] {
  const used = new Map<string, number>();
  return names.map((name) => {
    const before = used.get(name) ?? 0;
    used.set(name, before + 1);
    return before === 0 ? name : `${name}:${before}`;
  });
}
