// From one session as SSM sent it to the columns of its record. Nothing SSM said is lost: what a column cannot hold exactly, and
// what no column is for, is kept in `extra` under the name that SSM gave it.
import type { RecordKey } from '../../lib/contract';
import { toJsonText } from './json-text';
import { formatTimestamp, SECOND_MS } from '../time';

/** The columns that a session fills, in their order in the record, which begins with what all sessions of a page share. */
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

/** A session's columns, and when it started: null if that is no usable time. */
export interface SessionColumns {
  readonly columns: Readonly<Columns>;
  readonly startMs: number | null;
}

/** A column, and what it holds of a value: null if it cannot hold it. */
export interface Column {
  readonly name: keyof Columns;
  readonly read: (value: unknown) => string | number | null;
  /** The value can be told from what the column holds. */
  readonly isExact?: (value: unknown) => boolean;
}

/** A field that holds fields, which have the columns. */
interface Group {
  readonly columns: ReadonlyMap<string, Column>;
}

/**
 * Half a surrogate pair is legal JSON and no legal Unicode: most readers refuse the whole line. It becomes U+FFFD in the column, not
 * null, since the rest is what people search for and a SessionId is the key of everything. In `extra` it stands exactly, as an
 * escape, which is plain ASCII.
 */
export const text = (name: keyof Columns): Column => ({
  name,
  read: (value) => (typeof value === 'string' ? value.toWellFormed() : null),
  isExact: (value) => (value as string).isWellFormed(),
});

const time = (name: keyof Columns): Column => ({
  name,
  read: (value) => {
    const ms = toMs(value);
    return ms === null ? null : formatTimestamp(ms);
  },
  // A time finer than a millisecond is rounded in its column, so its exact value has to stand in `extra` as well.
  isExact: (value) => Number(toMs(value)) / SECOND_MS === value,
});

/** A whole number, as text or as a number. The pattern AWS publishes for it rejects valid durations: do not use that. */
const minutes = (name: keyof Columns): Column => ({
  name,
  read: (value) => {
    const count = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
    return Number.isInteger(count) && Math.abs(count) <= MAX_INT && String(count) === String(value) ? count : null;
  },
});

/** Times outside this range have no place in the object keys: 1970 to 2286. */
export const MAX_MS = 9_999_999_999_999;
const MAX_INT = 2 ** 31 - 1;

/** From epoch seconds with a fraction. */
function toMs(value: unknown): number | null {
  const ms = typeof value === 'number' ? Math.round(value * SECOND_MS) : NaN;
  return ms >= 0 && ms < MAX_MS ? ms : null;
}

const OUTPUT_URL: Group = {
  columns: new Map([
    ['S3OutputUrl', text('s3_output_url')],
    ['CloudWatchOutputUrl', text('cloudwatch_output_url')],
  ]),
};
/** By the names that DescribeSessions gives the fields. */
const SESSION_FIELDS = new Map<string, Column | Group>([
  ['SessionId', text('session_id')],
  ['Target', text('target')],
  ['Status', text('status')],
  ['Owner', text('owner')],
  ['Reason', text('reason')],
  ['DocumentName', text('document_name')],
  ['AccessType', text('access_type')],
  ['Details', text('details')],
  ['StartDate', time('start_time')],
  ['EndDate', time('end_time')],
  ['MaxSessionDuration', minutes('max_session_duration_minutes')],
  ['OutputUrl', OUTPUT_URL],
]);

/** The columns of a session, and when it started. Never fails: whatever `session` is, it can be found again in the columns. */
export function toColumns(session: unknown): SessionColumns {
  const columns: Columns = { ...NO_VALUES };
  const rest = isObject(session) ? fill(columns, session, SESSION_FIELDS) : session;
  if (rest !== undefined) columns.extra = toJsonText(rest);
  return { columns, startMs: isObject(session) ? toMs(session.StartDate) : null };
}

/** Fills the columns. Returns the fields that they do not hold exactly; undefined if there are none. */
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

/** Puts a value into its column. Returns as much of it as the column does not hold exactly; undefined if that is nothing. */
function putInto(columns: Columns, value: unknown, column: Column | Group): unknown {
  if (isEmpty(value)) return undefined;
  if ('columns' in column) return isObject(value) ? fill(columns, value, column.columns) : value;
  const held = column.read(value);
  columns[column.name] = held;
  return held === null || column.isExact?.(value) === false ? value : undefined;
}

/** SSM says "no value" in three ways: an absent key (or null), an empty string and an empty object. */
function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (isObject(value) && Object.keys(value).length === 0);
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
