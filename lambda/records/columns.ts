// How the fields of a session become the columns of its record. Each source lists its fields (ssm/ssm-columns.ts,
// alibaba/columns.ts). No field is lost: `extra` keeps each one that has no column, or that its column cannot hold exactly.
import type { RecordKey } from '../../lib/contract';

/** The columns that a session fills, in the order of the record. The columns before them are the same for a whole page. */
export const NO_VALUES = {
  session_id: null,
  target: null,
  status: null,
  owner: null,
  reason: null,
  document_name: null,
  access_type: null,
  details: null,
  start_time: null,
  end_time: null,
  max_session_duration_minutes: null,
  s3_output_url: null,
  cloudwatch_output_url: null,
  extra: null,
} satisfies Partial<Record<RecordKey, null>>;

export type Columns = Record<keyof typeof NO_VALUES, string | number | null>;
export type Fields = Readonly<Record<string, unknown>>;

/** A session's columns, and its start in epoch milliseconds; null if the start is no usable time. */
export interface SessionColumns {
  readonly columns: Readonly<Columns>;
  readonly startMs: number | null;
}

/** How a column reads a field's value. */
export interface Column {
  readonly name: keyof Columns;
  /** Null if the column cannot hold the value. */
  readonly read: (value: unknown) => string | number | null;
  /** Whether the column holds the value without loss. Default: it does. */
  readonly isExact?: (value: unknown) => boolean;
}

/** A field that is an object: its own fields have the columns. */
export interface Group {
  readonly columns: ReadonlyMap<string, Column>;
}

/**
 * Text. Half a surrogate pair is legal JSON but not legal Unicode, and most readers refuse the whole line. The column gets U+FFFD in
 * its place, not null: people search for the rest of the text, and a SessionId identifies the session. `extra` keeps the exact text
 * as an ASCII escape.
 */
export const text = (name: keyof Columns): Column => ({
  name,
  read: (value) => (typeof value === 'string' ? value.toWellFormed() : null),
  isExact: (value) => (value as string).isWellFormed(),
});

/** Object keys have 13 digits for a time in milliseconds: 1970 to 2286. A later time is no usable time. */
export const MAX_MS = 9_999_999_999_999;

/** Fills the columns. Returns the fields that the columns do not hold exactly; undefined if there are none. */
export function fill(columns: Columns, fields: Fields, into: ReadonlyMap<string, Column | Group>): Fields | undefined {
  let rest: [string, unknown][] | undefined;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const column = into.get(name);
    const left = column === undefined ? value : putInto(columns, value, column);
    if (left !== undefined) (rest ??= []).push([name, left]);
  }
  return rest && Object.fromEntries(rest);
}

/** Fills one column. Returns the part of the value that the column does not hold exactly; undefined if there is none. */
function putInto(columns: Columns, value: unknown, column: Column | Group): unknown {
  if (isEmpty(value)) return undefined;
  if ('columns' in column) return isObject(value) ? fill(columns, value, column.columns) : value;
  const held = column.read(value);
  columns[column.name] = held;
  return held === null || column.isExact?.(value) === false ? value : undefined;
}

/** SSM sends "no value" in three ways: an absent key (or null), an empty string and an empty object. */
function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (isObject(value) && Object.keys(value).length === 0);
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
