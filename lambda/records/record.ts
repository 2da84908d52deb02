// From the sessions of a page to the lines of an object.
import { SCHEMA_VERSION, type RecordKey, type Scope, type SourceName } from '../../lib/contract';
import type { SessionColumns } from './columns';
import { formatDay, formatTimestamp } from '../time';

export type SessionState = 'Active' | 'History';

/** Which run saw a page of sessions, when, and in which state it asked for them. */
export interface Observation extends Scope {
  readonly snapshotId: string;
  readonly snapshotMs: number;
  readonly observedMs: number;
  readonly state: SessionState;
}

/** How a source's sessions become records. */
export interface Form {
  readonly source: SourceName;
  /** Never fails and loses nothing: `extra` keeps each value that no column holds exactly. */
  readonly toColumns: (session: unknown) => SessionColumns;
}

export interface SessionRecord {
  readonly sessionId: string | null;
  /** Epoch milliseconds; null for a session without a usable start time. */
  readonly startMs: number | null;
  /** The record as NDJSON, with its line feed. */
  readonly line: string;
}

/** The lines for one page. Never fails: every session becomes a record, whatever its JSON looks like. */
export function toRecords(sessions: readonly unknown[], seen: Observation, form: Form): SessionRecord[] {
  const shared = {
    schema_version: SCHEMA_VERSION,
    source: form.source,
    account_id: seen.accountId,
    region: seen.region,
    snapshot_id: seen.snapshotId,
    snapshot_time: formatTimestamp(seen.snapshotMs),
    observed_time: formatTimestamp(seen.observedMs),
    session_state: seen.state,
  } satisfies Partial<Record<RecordKey, string | number>>;
  // The same for the whole page, so it is serialized once.
  const beginning = JSON.stringify(shared).slice(0, -1);
  return sessions.map((session) => toRecord(form.toColumns(session), beginning, seen));
}

function toRecord(
  { columns, startMs }: SessionColumns,
  beginning: string,
  { state, snapshotMs }: Observation,
): SessionRecord {
  const json = JSON.stringify(
    state === 'Active' ? { ...columns, start_date: formatDay(startMs ?? snapshotMs) } : columns,
  );
  return {
    // This column never holds a number.
    sessionId: columns.session_id as string | null,
    startMs,
    line: `${beginning},${escapeLineEnds(json.slice(1))}\n`,
  };
}

/** JSON.stringify leaves these as they are, but some readers end a line there. */
const OTHER_LINE_ENDS = ['\u0085', '\u2028', '\u2029'];

function escapeLineEnds(json: string): string {
  if (!OTHER_LINE_ENDS.some((end) => json.includes(end))) return json;
  return OTHER_LINE_ENDS.reduce(
    (text, end) => text.replaceAll(end, `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`),
    json,
  );
}
