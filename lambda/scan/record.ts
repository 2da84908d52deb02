// From the sessions of a page to lines of the archive.
import { SCHEMA_VERSION, SOURCES, type RecordKey, type Scope, type SourceName } from '../../lib/contract';
import { toColumns, type SessionColumns } from './columns';
import { formatDay, formatTimestamp } from '../time';

export type SessionState = 'Active' | 'History';

/** Who saw a page of sessions, when, and in which of the two states it was asked for. */
export interface Observation extends Scope {
  readonly snapshotId: string;
  readonly snapshotMs: number;
  readonly observedMs: number;
  readonly state: SessionState;
}

/** How the sessions of a source become records. */
export interface Form {
  readonly source: SourceName;
  /** Never fails, and loses nothing: what no column holds exactly stands in `extra`. */
  readonly toColumns: (session: unknown) => SessionColumns;
}

const SSM: Form = { source: SOURCES.ssm, toColumns };

export interface SessionRecord {
  readonly sessionId: string | null;
  /** Null for a session that has no usable start time. */
  readonly startMs: number | null;
  /** The record as NDJSON, with its line feed. */
  readonly line: string;
}

/** The lines for one page. Never fails: whatever a session is, it can be found again in its record. */
export function toRecords(sessions: readonly unknown[], seen: Observation, form = SSM): SessionRecord[] {
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
  // The same for the whole page, so it is made into text once.
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
    // Nothing but text is ever in this column.
    sessionId: columns.session_id as string | null,
    startMs,
    line: `${beginning},${escapeLineEnds(json.slice(1))}\n`,
  };
}

/** The line ends that JSON leaves as they are, and some readers of lines do not. */
const OTHER_LINE_ENDS = ['\u0085', '\u2028', '\u2029'];

function escapeLineEnds(json: string): string {
  if (!OTHER_LINE_ENDS.some((end) => json.includes(end))) return json;
  return OTHER_LINE_ENDS.reduce(
    (text, end) => text.replaceAll(end, `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`),
    json,
  );
}
