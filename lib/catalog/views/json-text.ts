// JSON as text, put together by SQL that Athena, Trino and DuckDB read alike. Their own makers of objects differ in syntax, and write nulls
// where a schema wants nothing.

/** The text of a JSON value, in pieces: what never changes, and SQL that gives the rest, never null. */
export interface JsonText {
  readonly pieces: readonly Piece[];
  /** SQL of the condition under which there is such a value; always, if undefined. */
  readonly onlyIf?: string;
}

interface Piece {
  readonly kind: 'text' | 'sql';
  readonly value: string;
}

/** A value that never changes. */
export function constant(value: string | number | boolean | readonly string[]): JsonText {
  return { pieces: [text(JSON.stringify(value))] };
}

/** What an expression gives, as a string; no value where that is null. The engine escapes it, whatever it holds. */
export function string(expression: string): JsonText {
  // An array, because DuckDB would parse a text that is cast to JSON.
  const value = `json_format(json_extract(CAST(ARRAY[${expression}] AS json), '$[0]'))`;
  return { pieces: [sql(value)], onlyIf: `${expression} IS NOT NULL` };
}

/** What an expression gives, as a whole number; no value where that is null. */
export function integer(expression: string): JsonText {
  return { pieces: [sql(`CAST(${expression} AS varchar)`)], onlyIf: `${expression} IS NOT NULL` };
}

/** What a column holds, which is JSON already and never null. */
export function json(column: string): JsonText {
  return { pieces: [sql(column)] };
}

/** An object; its first member must always be there. */
export function object(members: Readonly<Record<string, JsonText>>): JsonText {
  const pieces = Object.entries(members).flatMap(([name, value], index) => {
    if (index === 0 && value.onlyIf !== undefined)
      throw new Error(`The first member of an object, ${name}, may be missing`);
    const member = [text(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`), ...value.pieces];
    return value.onlyIf === undefined
      ? member
      : [sql(`CASE WHEN ${value.onlyIf} THEN ${concatenation(member)} ELSE '' END`)];
  });
  return { pieces: [text('{'), ...pieces, text('}')] };
}

/** A value that is there under a condition alone. */
export function when(condition: string, { pieces, onlyIf }: JsonText): JsonText {
  return { pieces, onlyIf: onlyIf === undefined ? condition : `(${condition}) AND ${onlyIf}` };
}

/** A value whose SQL is known never to be null. */
export function always({ pieces }: JsonText): JsonText {
  return { pieces };
}

/** The SQL of the whole text. */
export function jsonSql({ pieces }: JsonText): string {
  return concatenation(pieces);
}

const text = (value: string): Piece => ({ kind: 'text', value });
const sql = (value: string): Piece => ({ kind: 'sql', value });

/** With `||`, which gives null rather than a torn text if a part ever were null. */
function concatenation(pieces: readonly Piece[]): string {
  const merged = pieces.reduce<Piece[]>((done, piece) => {
    const last = done.at(-1);
    if (piece.kind !== 'text' || last?.kind !== 'text') return [...done, piece];
    return [...done.slice(0, -1), text(last.value + piece.value)];
  }, []);
  return merged.map(({ kind, value }) => (kind === 'text' ? `'${value.replaceAll("'", "''")}'` : value)).join(' || ');
}
