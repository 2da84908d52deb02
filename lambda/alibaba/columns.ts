// From one session as DescribeTerminalSessions sent it to the columns of its record. A session has up to ten connections, which no
// column can hold: `extra` keeps them as they came, and the view `alibaba_connections` shows them.
import { SOURCES } from '../../lib/contract';
import { fill, isObject, MAX_MS, NO_VALUES, text, type Column, type Columns, type Fields } from '../records/columns';
import { toJsonText } from '../records/json-text';
import type { Form } from '../records/record';
import { formatTimestamp } from '../time';

/** The statuses of a connection that is over. */
const CLOSED: ReadonlySet<unknown> = new Set(['Disconnected', 'Terminated', 'Failed']);

const FAILED = 'Failed';

/** ISO 8601 in UTC, to the second, as Alibaba Cloud documents it. A fraction is accepted, too. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function toMs(value: unknown): number | null {
  const ms = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : NaN;
  return ms >= 0 && ms < MAX_MS ? ms : null;
}

const CREATION_TIME: Column = {
  name: 'start_time',
  read: (value) => {
    const ms = toMs(value);
    return ms === null ? null : formatTimestamp(ms);
  },
  // False for dates that do not exist, such as 30 February, and for fractions finer than a millisecond.
  isExact: (value) => new Date(Number(toMs(value))).toISOString().replace('.000Z', 'Z') === value,
};

const SESSION_FIELDS = new Map<string, Column>([
  ['SessionId', text('session_id')],
  ['PrincipalId', text('owner')],
  ['CreationTime', CREATION_TIME],
]);

/** Sessions of Alibaba Cloud's ECS Session Manager. */
export const ALIBABA: Form = {
  source: SOURCES.alibaba,
  toColumns(session) {
    const columns: Columns = { ...NO_VALUES };
    if (!isObject(session)) return { columns: { ...columns, extra: toJsonText(session) }, startMs: null };
    Object.assign(columns, ofConnections(connectionsOf(session)));
    const rest = fill(columns, session, SESSION_FIELDS);
    if (rest !== undefined) columns.extra = toJsonText(rest);
    return { columns, startMs: toMs(session.CreationTime) };
  },
};

/** Whether all connections are over, so that the session cannot change. A session without a connection may still get one. */
export function isClosed(session: unknown): boolean {
  return areClosed(connectionsOf(session));
}

/** Whether the session counts as successful, of which Alibaba Cloud keeps 1,000 in a Region: at least one connection did not fail. */
export function isSuccessful(session: unknown): boolean {
  return connectionsOf(session).some(({ Status: status }) => status !== FAILED);
}

/** CreationTime in epoch milliseconds; null if it is no usable time. */
export function createdMs(session: unknown): number | null {
  return isObject(session) ? toMs(session.CreationTime) : null;
}

function areClosed(connections: readonly Fields[]): boolean {
  return connections.length > 0 && connections.every(({ Status: status }) => CLOSED.has(status));
}

function connectionsOf(session: unknown): Fields[] {
  const { Connections: list } = isObject(session) ? session : {};
  const { Connection: connections } = isObject(list) ? list : {};
  // An item that is no object is not dropped: the session then counts as open, and `extra` keeps the item.
  return Array.isArray(connections) ? connections.map((connection) => (isObject(connection) ? connection : {})) : [];
}

/** The columns that follow from the connections: the machine, the status and the end. */
function ofConnections(connections: readonly Fields[]): Partial<Columns> {
  const instances = new Set(connections.map(({ InstanceId: id }) => id).filter(isText));
  const [instance, ...others] = instances;
  const latest = connections.reduce<Fields | undefined>(
    (one, other) => (one === undefined || startOf(other) >= startOf(one) ? other : one),
    undefined,
  );
  const ends = connections.map(({ EndTime: end }) => toMs(end));
  const end = areClosed(connections) ? Math.max(...ends.map((ms) => ms ?? -1)) : -1;
  return {
    target: instance !== undefined && others.length === 0 ? instance.toWellFormed() : null,
    status: isText(latest?.Status) ? latest.Status.toWellFormed() : null,
    end_time: end >= 0 ? formatTimestamp(end) : null,
  };
}

/** A connection without a usable start sorts before all others. */
function startOf({ StartTime: start }: Fields): number {
  return toMs(start) ?? -1;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
