import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows } from '../../cli/engines/duckdb/archive';
import { withValues } from '../../lib/queries/parameters';
import { readSavedQueries } from '../../lib/queries/saved-query';
import { connectionsOf } from '../../local/alibaba/sessions';
import { DAY_MS } from '../../lambda/time';
import { FolderStore } from '../../cli/stores/folder-store';
import { problemsOf, verifyStore } from '../cli/verify/verified';
import { askedQueries } from '../queries/asked';
import { expectedRows } from '../queries/expected/expected';
import { openFixture } from '../queries/fixture/fixture';
import { LAST, source, writeBothClouds } from './both-clouds';
import { ACCOUNT, REGION } from './region';

const folder = mkdtempSync(join(tmpdir(), 'both-clouds-'));
let archive: DuckDBConnection;
beforeAll(async () => {
  await writeBothClouds(folder);
  archive = await openFixture(folder);
}, 60_000);
afterAll(() => {
  archive.closeSync();
  rmSync(folder, { recursive: true });
});

const ask = async (name: string, values: Record<string, string> = {}) => {
  const query = readSavedQueries().find((each) => each.name === name);
  if (!query) throw new Error(`There is no question ${name}.`);
  return queryRows(archive, withValues(query, { from: '2026-03-01', to: '2026-03-31', ...values }));
};
const time = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

test('verify reports one problem in the account: the sessions that Alibaba Cloud pushed out', async () => {
  const problems = problemsOf(await verifyStore(new FolderStore(folder)));
  expect(problems.filter(({ key }) => key.includes(ACCOUNT))).toMatchObject([
    { code: 'pushed-out', key: expect.stringContaining('20260320T150000Z') as string },
  ]);
});

test.each(askedQueries().map(({ name, sql }) => [name, sql]))(
  '%s: the answers about AWS are the same with and without the other cloud',
  async (name, sql) => {
    const rows = await queryRows(archive, sql);
    const expected = expectedRows(name);
    const known = 'account_id' in (expected[0] ?? {});
    // Totals over all accounts change.
    if (known) expect(rows.filter(({ account_id: account }) => account !== ACCOUNT)).toEqual(expected);
    else expect(rows.length).toBeGreaterThan(0);
  },
);

test('who-was-on-a-machine lists every session with a connection to the instance', async () => {
  const days = Date.UTC(2026, 2, 1);
  const all = (source.sessions(REGION, LAST) ?? []).filter(
    ({ CreationTime: created }) =>
      Date.parse(created as string) >= days && Date.parse(created as string) < LAST - DAY_MS,
  );
  const ids = (session: (typeof all)[number]) => [
    ...new Set(connectionsOf(session).map(({ InstanceId }) => InstanceId)),
  ];
  const [machine] = all.map(ids).find(({ length }) => length === 1) ?? [];
  const expected = all.filter((session) => ids(session).length === 1 && ids(session)[0] === machine);
  const rows = await ask('who-was-on-a-machine', { machine: String(machine) });
  const found = new Set(rows.map(({ session_id: id }) => id));
  expect(expected.length).toBeGreaterThan(0);
  expect(expected.filter(({ SessionId: id }) => !found.has(id as string))).toEqual([]);
});

test('alibaba_connections has a row for each connection of a session', async () => {
  const sql = `SELECT session_id, connection_number, instance_id, connection_status, client_ip, user_name, closed_reason
    FROM alibaba_connections WHERE start_date BETWEEN '2026-03-05' AND '2026-03-18' ORDER BY session_id, connection_number`;
  const rows = await queryRows(archive, sql);
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  const expected = (source.sessions(REGION, LAST) ?? [])
    .filter(({ CreationTime: created }) => {
      const ms = Date.parse(created as string);
      return ms >= Date.UTC(2026, 2, 5) && ms < Date.UTC(2026, 2, 19);
    })
    .flatMap((session) =>
      connectionsOf(session).map((connection, i) => ({
        session_id: session.SessionId as string,
        connection_number: i + 1,
        instance_id: text(connection.InstanceId),
        connection_status: text(connection.Status),
        client_ip: text(session.ClientIP),
        user_name: text(session.Username),
        closed_reason: text(connection.ClosedReason),
      })),
    );
  expect(expected.length).toBeGreaterThan(100);
  const known = new Set(rows.map(({ session_id: id }) => id));
  const byPlace = new Map(rows.map((row) => [`${String(row.session_id)} ${String(row.connection_number)}`, row]));
  // The archive lacks what Alibaba Cloud pushed out before a run. The rows that it has must be right.
  const kept = expected.filter(({ session_id: id }) => known.has(id));
  expect(kept.length).toBeGreaterThan(100);
  for (const connection of kept) {
    expect(byPlace.get(`${connection.session_id} ${connection.connection_number}`)).toEqual(connection);
  }
});

test('is-the-archive-complete reports when Alibaba Cloud pushed out sessions that no run saw', async () => {
  const rows = await ask('is-the-archive-complete');
  const lost = rows.filter(({ account_id: account, finding }) => account === ACCOUNT && finding === 'may be forgotten');
  expect(lost).toMatchObject([{ region: REGION }]);
  // The run after the burst saw its last thousand sessions. The run before that was twelve hours earlier.
  expect([lost[0]?.from_time, lost[0]?.to_time]).toEqual([
    time(Date.UTC(2026, 2, 20, 3)),
    expect.stringContaining('2026-03-20 08:'),
  ]);
});

test('missing reasons and output logs are no findings, because Alibaba Cloud does not have them', async () => {
  for (const name of ['no-reason-or-ticket', 'no-output-log']) {
    expect((await ask(name)).filter(({ account_id: account }) => account === ACCOUNT)).toEqual([]);
  }
});

test('each OCSF event names Alibaba Cloud, its service and its account', async () => {
  const rows = await queryRows(archive, `SELECT event FROM ocsf_authentication WHERE account_id = '${ACCOUNT}'`);
  const events = rows.map(({ event }) => JSON.parse(String(event)) as { dst_endpoint?: { uid: string } });
  for (const event of events)
    expect(event).toMatchObject({
      cloud: { provider: 'Alibaba Cloud', account: { type: 'Alibaba Cloud Account', type_id: 99, uid: ACCOUNT } },
      metadata: {
        product: { name: 'Elastic Compute Service', vendor_name: 'Alibaba Cloud' },
        log_name: 'DescribeTerminalSessions',
      },
      service: { name: 'Elastic Compute Service', uid: 'ecs.aliyuncs.com' },
      user: { account: { type: 'Alibaba Cloud Account', type_id: 99, uid: ACCOUNT } },
    });
  const instances = events.map(({ dst_endpoint: endpoint }) => endpoint).filter((each) => each?.uid.startsWith('i-'));
  expect(instances).not.toHaveLength(0);
  for (const instance of instances)
    expect(instance).toEqual({ uid: instance?.uid, type_id: 6, type: 'Virtual', instance_uid: instance?.uid });
});
