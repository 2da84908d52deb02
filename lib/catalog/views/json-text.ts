// SQL that builds JSON as text and works in Athena, Trino and DuckDB. Their own functions for JSON objects differ in
// syntax, and write null where a schema requires that the key is absent.

/** The text of a JSON value, in pieces: constant text, and SQL expressions, which are never null. */
export interface JsonText {
  readonly pieces: readonly Piece[];
  /** SQL condition: the value is absent if it is false. If undefined, the value is always present. */
  readonly onlyIf?: string;
}

interface Piece {
  readonly kind: 'text' | 'sql';
  readonly value: string;
}

/** A constant value. */
export function constant(value: string | number | boolean | readonly string[]): JsonText {
  return { pieces: [text(JSON.stringify(value))] };
}

/**
 * The value of an expression as a JSON string, absent if it is null. The engine escapes all characters that need it.
 */
export function string(expression: string): JsonText {
  // Through an array, because DuckDB would parse a text that is cast to JSON.
  const value = `json_format(json_extract(CAST(ARRAY[${expression}] AS json), '$[0]'))`;
  return { pieces: [sql(value)], onlyIf: `${expression} IS NOT NULL` };
}

/** The value of an expression as a whole number, absent if it is null. */
export function integer(expression: string): JsonText {
  return { pieces: [sql(`CAST(${expression} AS varchar)`)], onlyIf: `${expression} IS NOT NULL` };
}

/** The value of a column that already contains JSON and is never null. */
export function json(column: string): JsonText {
  return { pieces: [sql(column)] };
}

/** An object. Throws if its first member may be absent, because the commas depend on this member. */
export function object(members: Readonly<Record<string, JsonText>>): JsonText {
  const pieces = Object.entries(members).flatMap(([name, value], index) => {
    if (index === 0 && value.onlyIf !== undefined)
      throw new Error(`The first member of an object, ${name}, may be absent`);
    const member = [text(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`), ...value.pieces];
    return value.onlyIf === undefined
      ? member
      : [sql(`CASE WHEN ${value.onlyIf} THEN ${concatenation(member)} ELSE '' END`)];
  });
  return { pieces: [text('{'), ...pieces, text('}')] };
}

/** A value that is only present under a condition. */
export function when(condition: string, { pieces, onlyIf }: JsonText): JsonText {
  return { pieces, onlyIf: onlyIf === undefined ? condition : `(${condition}) AND ${onlyIf}` };
}

/** A value that is always present, because its SQL is never null. */
export function always({ pieces }: JsonText): JsonText {
  return { pieces };
}

/** The SQL of the whole text. */
export function jsonSql({ pieces }: JsonText): string {
  return concatenation(pieces);
}

const text = (value: string): Piece => ({ kind: 'text', value });
const sql = (value: string): Piece => ({ kind: 'sql', value });

/** Uses `||`, so that the result would be null, and not a broken text, if a part were null. */
function concatenation(pieces: readonly Piece[]): string {
  const merged = pieces.reduce<Piece[]>((done, piece) => {
    const last = done.at(-1);
    if (piece.kind !== 'text' || last?.kind !== 'text') return [...done, piece];
    return [...done.slice(0, -1), text(last.value + piece.value)];
  }, []);
  return merged.map(({ kind, value }) => (kind === 'text' ? `'${value.replaceAll("'", "''")}'` : value)).join(' || ');
}
