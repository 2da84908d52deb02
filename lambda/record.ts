// From one session as SSM sent it to one line of the archive. Nothing SSM said is lost: what a column cannot hold exactly, and
// what no column is for, is kept in `extra` under the name that SSM gave it.
import { SCHEMA_VERSION, SOURCE, type RecordKey, type Scope } from '../lib/contract';
import { formatTimestamp, SECOND_MS } from './time';

export type SessionState = 'Active' | 'History';

/** Who saw a session, when, and in which of the two states it was asked for. */
export interface Observation extends Scope {
  readonly snapshotId: string;
  /** A timestamp, as is the next: all sessions of a page share them, and making the text costs time. */
  readonly snapshotTime: string;
  readonly observedTime: string;
  readonly state: SessionState;
}

export interface SessionRecord {
  readonly sessionId: string | null;
  /** Null for a session that has no usable start time. */
  readonly startMs: number | null;
  /** The record as NDJSON, with its line feed. */
  readonly line: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Reader<T extends string | number> = (value: unknown) => T | null;

/** Times outside this range have no place in the object keys: 1970 to 2286. */
const MAX_MS = 9_999_999_999_999;
const MAX_INT = 2 ** 31 - 1;

const text: Reader<string> = (value) => (typeof value === 'string' ? value : null);

/** Epoch seconds with a fraction. */
const time: Reader<number> = (value) => {
  const ms = typeof value === 'number' ? Math.round(value * SECOND_MS) : NaN;
  return ms >= 0 && ms < MAX_MS ? ms : null;
};

/** A whole number, as text or as a number. The pattern AWS publishes for it rejects valid durations: do not use that. */
const minutes: Reader<number> = (value) => {
  const count = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
  return Number.isInteger(count) && Math.abs(count) <= MAX_INT && String(count) === String(value) ? count : null;
};

const SESSION_READERS = new Map<string, Reader<string | number>>([
  ['SessionId', text],
  ['Target', text],
  ['Status', text],
  ['Owner', text],
  ['Reason', text],
  ['DocumentName', text],
  ['AccessType', text],
  ['Details', text],
  ['StartDate', time],
  ['EndDate', time],
  ['MaxSessionDuration', minutes],
]);
const OUTPUT_URL_READERS = new Map<string, Reader<string | number>>([
  ['S3OutputUrl', text],
  ['CloudWatchOutputUrl', text],
]);

/** The line for one session. Never fails: whatever `session` is, it can be found again in the record. */
export function toRecord(session: unknown, seen: Observation): SessionRecord {
  const fields = isObject(session) ? session : {};
  const output = isObject(fields.OutputUrl) ? fields.OutputUrl : {};
  const startMs = read(fields, 'StartDate', time);
  const sessionId = read(fields, 'SessionId', text);
  const record = {
    schema_version: SCHEMA_VERSION,
    source: SOURCE,
    account_id: seen.accountId,
    region: seen.region,
    snapshot_id: seen.snapshotId,
    snapshot_time: seen.snapshotTime,
    observed_time: seen.observedTime,
    session_state: seen.state,
    session_id: sessionId,
    target: read(fields, 'Target', text),
    status: read(fields, 'Status', text),
    owner: read(fields, 'Owner', text),
    reason: read(fields, 'Reason', text),
    document_name: read(fields, 'DocumentName', text),
    access_type: read(fields, 'AccessType', text),
    details: read(fields, 'Details', text),
    start_time: timestampOrNull(startMs),
    end_time: timestampOrNull(read(fields, 'EndDate', time)),
    max_session_duration_minutes: read(fields, 'MaxSessionDuration', minutes),
    s3_output_url: read(output, 'S3OutputUrl', text),
    cloudwatch_output_url: read(output, 'CloudWatchOutputUrl', text),
    extra: extraOf(session),
  } satisfies Record<RecordKey, string | number | null>;
  return { sessionId, startMs, line: toLine(record) };
}

/** The line ends that JSON leaves as they are, and some readers of lines do not. */
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/g;

function toLine(record: object): string {
  const json = JSON.stringify(record);
  return `${json.replace(OTHER_LINE_ENDS, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

function read<T extends string | number>(fields: Fields, name: string, reader: Reader<T>): T | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : null;
  return isEmpty(value) ? null : reader(value);
}

function timestampOrNull(ms: number | null): string | null {
  return ms === null ? null : formatTimestamp(ms);
}

function extraOf(session: unknown): string | null {
  if (!isObject(session)) return JSON.stringify(session);
  const rest = new Map(restOf(session, SESSION_READERS));
  const output = rest.get('OutputUrl');
  if (isObject(output)) rest.set('OutputUrl', Object.fromEntries(restOf(output, OUTPUT_URL_READERS)));
  if (isEmpty(rest.get('OutputUrl'))) rest.delete('OutputUrl');
  return rest.size > 0 ? JSON.stringify(Object.fromEntries(rest)) : null;
}

/** The fields whose value no column holds exactly. */
function restOf(fields: Fields, readers: ReadonlyMap<string, Reader<string | number>>): [string, unknown][] {
  return Object.entries(fields).filter(([name, value]) => {
    const reader = readers.get(name);
    if (!reader) return true;
    if (isEmpty(value)) return false;
    const held = reader(value);
    // A time finer than a millisecond is rounded in its column, so its exact value has to stand in `extra` as well.
    return held === null || (reader === time && Number(held) / SECOND_MS !== value);
  });
}

/** SSM says "no value" in three ways: an absent key (or null), an empty string and an empty object. */
function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (isObject(value) && Object.keys(value).length === 0);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
