import { strict as assert } from 'node:assert';
import type { RecordKey } from '../../../lib/contract';
import type { SessionState } from '../../../local/world/sessions';
import type { ArchiveText } from '../archive-text';

/** The columns of a record that hold SSM's values. */
const COLUMNS = [
  'session_id',
  'target',
  'status',
  'owner',
  'reason',
  'document_name',
  'access_type',
  'details',
  'start_time',
  'end_time',
  'max_session_duration_minutes',
  's3_output_url',
  'cloudwatch_output_url',
] as const satisfies readonly RecordKey[];

type Columns = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>;

/** A line of the archive. */
export interface ArchivedSession extends Columns {
  readonly region: string;
  readonly session_state: SessionState;
  readonly start_time: string;
}

interface Filter {
  readonly key: string;
  readonly value: string;
}

/** A request for sessions, and the archived sessions that it must return. */
export interface Question {
  readonly region: string;
  /** The parameters of DescribeSessions. */
  readonly params: { readonly State: SessionState; readonly Filters?: readonly Filter[] };
  readonly expected: readonly Columns[];
}

/** Every record of the archive. */
export function archivedSessions(archive: readonly ArchiveText[]): ArchivedSession[] {
  return archive
    .filter(({ key }) => key.endsWith('.ndjson.gz'))
    .flatMap(({ text }) => text.split('\n').map((line) => JSON.parse(line) as ArchivedSession));
}

/** Converts a client's session, with times in epoch seconds, to the columns of a record. */
function columnsOf(session: object): Columns {
  const { OutputUrl = {}, StartDate, EndDate, MaxSessionDuration, ...fields } = session as Record<string, unknown>;
  const { S3OutputUrl, CloudWatchOutputUrl } = OutputUrl as Record<string, unknown>;
  const time = (seconds: unknown) =>
    typeof seconds === 'number'
      ? new Date(Math.round(seconds * 1000)).toISOString().replace('T', ' ').slice(0, -1)
      : null;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return {
    session_id: text(fields.SessionId),
    target: text(fields.Target),
    status: text(fields.Status),
    owner: text(fields.Owner),
    reason: text(fields.Reason),
    document_name: text(fields.DocumentName),
    access_type: text(fields.AccessType),
    details: text(fields.Details),
    start_time: time(StartDate),
    end_time: time(EndDate),
    max_session_duration_minutes: MaxSessionDuration === undefined ? null : Number(MaxSessionDuration),
    s3_output_url: text(S3OutputUrl),
    cloudwatch_output_url: text(CloudWatchOutputUrl),
  };
}

/** Throws unless the client returned exactly the expected sessions, each once, in any order. */
export function compareSessions(actual: readonly object[], expected: readonly Columns[]): void {
  assert.deepEqual(byId(actual.map(columnsOf)), byId(expected.map(onlyColumns)));
}

/**
 * The requests for a Region: without a filter, with each filter, and with all compatible filters. The expected sessions
 * come from the archive. Throws if a request expects no session.
 */
export function questions(records: readonly ArchivedSession[], region: string, state: SessionState): Question[] {
  const candidates = records.filter((record) => record.region === region && record.session_state === state);
  return filtersFor(candidates).map((filters) => {
    const expected = candidates.filter((record) => filters.every((filter) => passes(record, filter)));
    assert.ok(expected.length > 0, `No ${state} session in ${region} passes ${JSON.stringify(filters)}.`);
    return { region, params: { State: state, ...(filters.length > 0 && { Filters: filters }) }, expected };
  });
}

/** Filters that one session in the middle of the list passes. InvokedBefore passes every older session. */
function filtersFor(candidates: readonly ArchivedSession[]): Filter[][] {
  const complete = candidates.filter(({ access_type }) => access_type !== null).sort(byStart);
  const sample = complete[complete.length >> 1];
  assert.ok(sample, 'The archive has no session to make filters from.');
  const start = `${sample.start_time.replace(' ', 'T')}Z`;
  const passed = [
    { key: 'InvokedAfter', value: start },
    ...Object.entries(FIELD_COLUMNS).map(([key, column]) => ({ key, value: String(sample[column]) })),
  ];
  return [[], [{ key: 'InvokedBefore', value: start }], ...passed.map((filter) => [filter]), passed];
}

const FIELD_COLUMNS = {
  Target: 'target',
  Owner: 'owner',
  Status: 'status',
  SessionId: 'session_id',
  AccessType: 'access_type',
} as const;

function passes(record: ArchivedSession, { key, value }: Filter): boolean {
  const time = value.replace('T', ' ').replace('Z', '');
  if (key === 'InvokedAfter') return record.start_time >= time;
  if (key === 'InvokedBefore') return record.start_time < time;
  return record[FIELD_COLUMNS[key as keyof typeof FIELD_COLUMNS]] === value;
}

function onlyColumns(record: Columns): Columns {
  return Object.fromEntries(COLUMNS.map((name) => [name, record[name]])) as Columns;
}

function byId(sessions: readonly Columns[]): Columns[] {
  return [...sessions].sort((a, b) => (String(a.session_id) < String(b.session_id) ? -1 : 1));
}

function byStart(a: ArchivedSession, b: ArchivedSession): number {
  return a.start_time < b.start_time ? -1 : 1;
}
