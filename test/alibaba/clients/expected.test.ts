import { ALIBABA, isClosed } from '../../../lambda/alibaba/columns';
import { toRecords } from '../../../lambda/records/record';
import { createTerminalWorld } from '../../../local/alibaba/world';
import { compareArchived, compareSessions, type ArchivedRecord } from './expected';

/** A record as the archive holds it. */
type Line = ArchivedRecord & { readonly extra: string };

const REGION = 'cn-hangzhou';
const NOW = Date.UTC(2026, 0, 20, 9);
const world = createTerminalWorld({
  seed: 7,
  accountId: '1234567890123456',
  regions: [REGION],
  sessions: 300,
  from: Date.UTC(2026, 0, 1),
});
const sessions = world.sessions(REGION, NOW) ?? [];
const records = sessions.flatMap((session) => {
  const state = isClosed(session) ? ('History' as const) : ('Active' as const);
  const seen = { accountId: '1234567890123456', region: REGION, snapshotId: 'x', snapshotMs: NOW, observedMs: NOW };
  return toRecords([session], { ...seen, state }, ALIBABA).map(({ line }) => JSON.parse(line) as Line);
});

test('records made from the sessions equal the sessions, in any order', () => {
  expect(compareArchived(records, sessions)).toBe(`${sessions.length} records`);
  const parsed = records.map((record) => ({ ...record, extra: JSON.parse(record.extra) as object }));
  expect(compareArchived(parsed, [...sessions].reverse())).toBe(`${sessions.length} records`);
});

test.each<[string, (record: Line) => object]>([
  ['source', () => ({ source: 'aws-ssm' })],
  ['session_id', () => ({ session_id: 's-other' })],
  ['session_state', ({ session_state }) => ({ session_state: session_state === 'Active' ? 'History' : 'Active' })],
  ['target', () => ({ target: 'i-other' })],
  ['status', () => ({ status: 'Gone' })],
  ['owner', () => ({ owner: null })],
  ['start_time', () => ({ start_time: '2026-01-01 00:00:00.001' })],
  ['end_time', () => ({ end_time: '2026-01-01 00:00:00.000' })],
  ['user name', ({ extra }) => ({ extra: { ...(JSON.parse(extra) as object), Username: 'other' } })],
  ['connection', ({ extra }) => ({ extra: extra.replace('"Status":"', '"Status":"x') })],
])('a record with a wrong %s is noticed', (_, change) => {
  const index = records.findIndex(({ extra }) => extra.includes('"Status"'));
  const changed = records.map((record, i) => (i === index ? { ...record, ...change(record) } : record));
  expect(() => compareArchived(changed, sessions)).toThrow();
});

test('a missing session, an extra one, a double one, and an empty list are noticed', () => {
  const [first = {}, ...others] = sessions;
  expect(() => compareSessions(others, sessions)).toThrow();
  expect(() => compareSessions([...sessions, { SessionId: 's-new' }], sessions)).toThrow();
  expect(() => compareSessions([...sessions, first], sessions)).toThrow();
  expect(() => compareSessions([], [])).toThrow('nothing to compare');
});

test('fields that no SDK knows do not count', () => {
  const more = sessions.map((session) => ({ ...session, Future: 1 }));
  expect(compareSessions(more, sessions)).toBe(`${sessions.length} sessions`);
});
