import { connectionsOf } from '../../../local/alibaba/sessions';
import { createTerminalWorld } from '../../../local/alibaba/world';
import { DAY } from '../../../local/world/calendar';
import { HOSTILE_TEXTS } from '../../../local/world/cast';
import type { WireSession } from '../../../local/world/sessions';

const FROM = Date.UTC(2026, 0, 1);
const REGIONS = ['cn-hangzhou', 'ap-southeast-1'];
const OPTIONS = { seed: 7, accountId: '1234567890123456', regions: REGIONS, sessions: 1500, from: FROM };
const at = (days: number, region = 'cn-hangzhou'): readonly WireSession[] =>
  createTerminalWorld(OPTIONS).sessions(region, FROM + days * DAY) ?? [];
const valuesOf = (sessions: readonly WireSession[], field: string) => new Set(sessions.map((one) => one[field]));

test('the same seed gives the same world; each Region has its own sessions, and other Regions are unknown', () => {
  expect(at(10)).toEqual(at(10));
  expect(at(10, 'ap-southeast-1')).not.toEqual(at(10));
  expect(createTerminalWorld(OPTIONS).sessions('eu-west-1', FROM)).toBeUndefined();
});

test('the sessions survive JSON unchanged', () => {
  expect(JSON.parse(JSON.stringify(at(10)))).toStrictEqual(at(10));
});

test('the world has the requested number of sessions, of every kind', () => {
  const sessions = at(30);
  const connections = sessions.flatMap(connectionsOf);
  expect(sessions).toHaveLength(1500);
  expect(valuesOf(sessions, 'SessionId').size).toBe(1500);
  expect(new Set(sessions.map((session) => connectionsOf(session).length))).toEqual(
    new Set(Array.from({ length: 11 }, (_, count) => count)),
  );
  expect([...valuesOf(sessions, 'IdentityType')].sort()).toEqual(['Account', 'AssumedRoleUser', 'RAMUser']);
  expect([...valuesOf(connections, 'Status')].sort()).toEqual([
    ...['Connected', 'Connecting', 'Disconnected', 'Failed', 'Terminated', 'Terminating'],
  ]);
  expect([...valuesOf(connections, 'ClosedReason')].sort()).toEqual([
    ...['AgentNeedUpgrade', 'AgentNotOnline', 'AgentSocketClosed', 'ClientClosed', 'DeliveryTimeout'],
    ...['InstanceNotExists', 'InstanceNotRunning', 'MessageFormatInvalid', undefined],
  ]);
  for (const field of ['TargetServer', 'PortNumber', 'Workbench'])
    expect(valuesOf(sessions, field).size).toBeGreaterThan(2);
  expect(HOSTILE_TEXTS.filter((text) => valuesOf(sessions, 'Username').has(text)).length).toBeGreaterThan(10);
  expect(sessions.some((session) => valuesOf(connectionsOf(session), 'InstanceId').size > 1)).toBe(true);
});

test('a closed connection, and only it, has an end and a reason', () => {
  for (const { Status, EndTime, ClosedReason, FailedDetail } of at(30).flatMap(connectionsOf)) {
    const isClosed = ['Disconnected', 'Terminated', 'Failed'].includes(String(Status));
    expect([typeof EndTime, typeof ClosedReason]).toEqual(isClosed ? ['string', 'string'] : ['undefined', 'undefined']);
    if (FailedDetail !== undefined) expect(Status).toBe('Failed');
  }
});

test('the world moves with the clock: sessions appear, connections begin and end, and ended ones do not change', () => {
  const world = createTerminalWorld(OPTIONS);
  const ended = new Map<unknown, string>();
  let moved = 0;
  for (let hour = 0; hour <= 72; hour++) {
    const sessions = world.sessions('cn-hangzhou', FROM + (hour * DAY) / 24) ?? [];
    if (hour % 24 === 0) expect(sessions).toEqual(at(hour / 24));
    for (const session of sessions)
      for (const [number, connection] of connectionsOf(session).entries()) {
        const name = `${String(session.SessionId)} ${number}`;
        const text = JSON.stringify(connection);
        if (ended.has(name)) expect(text).toBe(ended.get(name));
        else if (connection.EndTime === undefined) moved += 1;
        else ended.set(name, text);
      }
  }
  expect(ended.size).toBeGreaterThan(150);
  expect(moved).toBeGreaterThan(10);
});
