import { strict as assert } from 'node:assert';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a session that the SDKs know. They drop any other field. */
const SESSION_FIELDS = [
  ...['SessionId', 'CreationTime', 'IdentityType', 'PrincipalId', 'Username', 'ClientIP', 'TargetServer', 'PortNumber'],
];
const CONNECTION_FIELDS = ['InstanceId', 'Status', 'StartTime', 'EndTime', 'ClosedReason', 'FailedDetail'];
const CLOSED = ['Disconnected', 'Terminated', 'Failed'];

/** The compared part of a line of the archive. */
export interface ArchivedRecord {
  readonly source: string;
  readonly session_state: string;
  readonly session_id: string | null;
  readonly target: string | null;
  readonly status: string | null;
  readonly owner: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  /** As text or parsed. */
  readonly extra: string | object | null;
}

/** Throws unless a client saw exactly the expected sessions, each once, in any order. Returns their number in words. */
export function compareSessions(seen: readonly object[], expected: readonly object[]): string {
  assert.ok(expected.length > 0, 'There is nothing to compare.');
  assert.deepEqual(byId(seen.map(knownFields)), byId(expected.map(knownFields)));
  return `${expected.length} sessions`;
}

/**
 * Throws unless the records of one snapshot hold exactly the sessions that a client saw at that time, each once, in any
 * order. Compares every field that the SDKs know, and the columns that follow from these fields. Returns the number of
 * records in words.
 */
export function compareArchived(records: readonly ArchivedRecord[], sessions: readonly object[]): string {
  for (const { source } of records) assert.equal(source, 'alibaba-ecs');
  const words = compareSessions(records.map(sessionOf), sessions);
  const columns = new Map(sessions.map(knownFields).map((session) => [session.SessionId, columnsOf(session)]));
  for (const { session_id, session_state, target, status, end_time } of records)
    assert.deepEqual({ session_state, target, status, end_time }, columns.get(session_id), String(session_id));
  return words.replace('sessions', 'records');
}

/** The session that a record was made from, without the fields that no SDK knows. */
function sessionOf({ session_id, start_time, owner, extra }: ArchivedRecord): Fields {
  const rest = typeof extra === 'string' ? (JSON.parse(extra) as object) : extra;
  return {
    ...rest,
    SessionId: session_id ?? undefined,
    CreationTime: start_time?.replace(' ', 'T').replace('.000', 'Z'),
    PrincipalId: owner ?? undefined,
  };
}

/**
 * The columns that a session's connections decide. If several began last at the same time, the last in the list counts.
 */
function columnsOf(session: Fields): Pick<ArchivedRecord, 'session_state' | 'target' | 'status' | 'end_time'> {
  const connections = connectionsOf(session);
  const instances = [...new Set(connections.map(({ InstanceId }) => String(InstanceId)))];
  const start = connections
    .map(({ StartTime }) => String(StartTime))
    .sort()
    .at(-1);
  const latest = connections.filter(({ StartTime }) => StartTime === start).at(-1);
  const isOver = connections.length > 0 && connections.every(({ Status }) => CLOSED.includes(String(Status)));
  const ends = connections.map(({ EndTime }) => String(EndTime)).sort();
  return {
    session_state: isOver ? 'History' : 'Active',
    target: instances.length === 1 ? (instances[0] ?? null) : null,
    status: latest ? String(latest.Status) : null,
    end_time: isOver ? `${ends.at(-1)?.replace('T', ' ').replace('Z', '') ?? ''}.000` : null,
  };
}

function knownFields(session: object): Fields {
  const Connection = connectionsOf(session as Fields).map((connection) => only(CONNECTION_FIELDS, connection));
  return { ...only(SESSION_FIELDS, session as Fields), Connections: { Connection } };
}

/** Empty also where an SDK omits an empty list. */
function connectionsOf({ Connections }: Fields): readonly Fields[] {
  return (Connections as { readonly Connection?: readonly Fields[] } | undefined)?.Connection ?? [];
}

function only(names: readonly string[], fields: Fields): Fields {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

function byId(sessions: readonly Fields[]): Fields[] {
  return [...sessions].sort((a, b) => (String(a.SessionId) < String(b.SessionId) ? -1 : 1));
}
