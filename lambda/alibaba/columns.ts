// From one session as Alibaba Cloud's DescribeTerminalSessions sent it to the columns of its record. A session has up to ten
// connections, which no column can hold: they stand in `extra` as they came, and the view `alibaba_connections` shows them.
import { SOURCES } from '../../lib/contract';
import { fill, isObject, MAX_MS, NO_VALUES, text, type Column, type Columns, type Fields } from '../scan/columns';
import { toJsonText } from '../scan/json-text';
import type { Form } from '../scan/record';
import { formatTimestamp } from '../time';

/** A connection has one of these once it is over. */
const CLOSED: ReadonlySet<unknown> = new Set(['Disconnected', 'Terminated', 'Failed']);

const FAILED = 'Failed';

/** ISO 8601 in UTC, to the second: what Alibaba Cloud documents. With a fraction it is read, too. */
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
  // Times that a calendar does not have, such as 30 February, and fractions finer than a millisecond come out as others.
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

/** Whether nothing of the session can change any more. One without a connection may still get one. */
export function isClosed(session: unknown): boolean {
  return areClosed(connectionsOf(session));
}

/** Whether it counts among those of which Alibaba Cloud keeps no more than 1,000 in a Region: not every connection failed. */
export function isSuccessful(session: unknown): boolean {
  return connectionsOf(session).some(({ Status: status }) => status !== FAILED);
}

/** When it was created, in milliseconds; null if that is no usable time. */
export function createdMs(session: unknown): number | null {
  return isObject(session) ? toMs(session.CreationTime) : null;
}

function areClosed(connections: readonly Fields[]): boolean {
  return connections.length > 0 && connections.every(({ Status: status }) => CLOSED.has(status));
}

function connectionsOf(session: unknown): Fields[] {
  const { Connections: list } = isObject(session) ? session : {};
  const { Connection: connections } = isObject(list) ? list : {};
  // What is no connection is not dropped: it makes the session one that is not closed, and stands in `extra`.
  return Array.isArray(connections) ? connections.map((connection) => (isObject(connection) ? connection : {})) : [];
}

/** What the connections say of the session: on which machine it was, how it stands, and when it ended. */
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

/** A connection without a usable start comes before all others. */
function startOf({ StartTime: start }: Fields): number {
  return toMs(start) ?? -1;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
