// The questions about session_events, in DuckDB, over a trail and an archive of the same world.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AlertQuestion } from '../../lib';
import { askedQuestion } from '../../lib/alerts/asked-question';
import { withValues, type ParameterValue } from '../../lib/queries/parameters';
import { readUntil } from '../../lib/curation/trail-statements';
import { readTrailQueries } from '../../lib/queries/saved-query';
import { queryRows } from '../../cli/engines/duckdb/archive';
import type { Row } from '../../cli/engines/engine';
import { trinoParser } from '../queries/trino-parser';
import {
  agreement,
  forwarded,
  newAddresses,
  oneSided,
  origins,
  refused,
  told,
  AS_OF_MS,
  withoutMfa,
} from './expected-answers';
import { openTrailArchive } from './trail-archive';
import { allEvents, deliveredBy, REGIONS, toldRow, TOLD_COLUMNS } from './trail-world';

const folder = mkdtempSync(join(tmpdir(), 'trail-questions-'));
const events = allEvents(20);
const delivered = deliveredBy(events, AS_OF_MS);
const all = told(delivered);
let connection: DuckDBConnection;

const PERIOD = { from: '2026-02-01', to: '2026-02-28' };

function question(name: string) {
  const query = readTrailQueries().find((each) => each.name === name);
  if (!query) throw new Error(`There is no queries/cloudtrail/${name}.sql`);
  return query;
}

const ask = (name: string, values: Record<string, ParameterValue> = {}) =>
  queryRows(connection, withValues(question(name), { ...PERIOD, ...values }));

beforeAll(async () => {
  connection = await openTrailArchive(folder, events);
});

afterAll(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true });
});

test('session_events has every event of Session Manager once, with the values of the world, and none of other services', async () => {
  const rows = await queryRows(connection, `SELECT ${TOLD_COLUMNS} FROM session_events`);
  const expected = delivered.filter(({ truth }) => truth).map(toldRow);
  expect(delivered.length).toBeGreaterThan(20 * expected.length);
  expect(rows.map((row) => JSON.stringify(Object.values(row))).sort()).toEqual(
    expected.map((row) => JSON.stringify(row)).sort(),
  );
});

test('where-a-session-came-from gives each session the address, MFA and principal of its start', async () => {
  const rows = await ask('where-a-session-came-from');
  const found = origins(all);
  expect(rows.length).toBeGreaterThan(100);
  for (const row of rows) {
    const origin = found.get(`${String(row.region)} ${String(row.session_id)}`);
    expect([row.source_ip, row.mfa, row.principal, row.source_identity, row.event]).toEqual([
      origin?.sourceIp ?? null,
      origin?.mfa ?? null,
      origin?.principal ?? null,
      origin?.sourceIdentity ?? null,
      origin?.event ?? null,
    ]);
  }
  // People for whom SSM shows only a service or a shared name.
  const people = rows.filter(({ person }) => person === null).map((row) => row.person_in_the_trail);
  expect(people).toContain('carol.nguyen@example.com');
  expect(people.some((person) => /^(?:alice|bob)[.]/.test(String(person)))).toBe(true);
});

test('unexplained-sessions lists what only the archive or only the trail has, with the cause', async () => {
  const rows = (await ask('unexplained-sessions')).map(({ region, session_id: id, finding, cause }) => [
    region,
    id,
    finding,
    cause,
  ]);
  const expected = oneSided(all);
  expect(new Set(expected.map(([, , , cause]) => cause))).toContain('unexplained');
  expect(new Set(expected.map(([, , finding]) => finding)).size).toBe(2);
  expect(rows.map((row) => row.map(String)).sort()).toEqual(expected);
});

test('unexplained-sessions with all_causes = false lists only what nothing explains', async () => {
  const rows = await ask('unexplained-sessions', { all_causes: false });
  const expected = oneSided(all).filter(([, , , cause]) => cause === 'unexplained');
  expect(rows.map((row) => [row.region, row.session_id, row.finding, row.cause].map(String)).sort()).toEqual(expected);
  expect(expected.length).toBeLessThan(oneSided(all).length);
  expect(await ask('unexplained-sessions', { all_causes: true })).toEqual(await ask('unexplained-sessions'));
});

const OF_TRAIL = readTrailQueries().map(({ name }) => name);
const ALERTS = Object.values(AlertQuestion).filter((name) => OF_TRAIL.includes(name));

test.each(ALERTS)('the key of an alert about %s is different for each row', async (question) => {
  const { key } = askedQuestion(question, true);
  const rows = await ask(question);
  const keys = rows.map((row) => key.map((column) => row[column]));
  expect(keys.length).toBeGreaterThan(1);
  expect(new Set(keys.map((values) => JSON.stringify(values))).size).toBe(keys.length);
  expect(keys.flat().filter((value) => typeof value !== 'string')).toEqual([]);
});

test('do-two-witnesses-agree counts the sessions that both have, and those that only one has', async () => {
  const rows = await ask('do-two-witnesses-agree');
  const counts = rows.map((row) => [
    `${String(row.region)} ${String(row.finding)}: ${String(row.cause)}`,
    row.sessions,
  ]);
  expect(Object.fromEntries(counts)).toEqual(agreement(all));
  expect(counts).toHaveLength(new Set(counts.map(String)).size);
  expect(rows.filter(({ finding }) => finding === 'both')).toHaveLength(REGIONS.length);
  const oneSidedOnes = (await ask('unexplained-sessions')).length;
  const both = Object.entries(agreement(all)).reduce(
    (sum, [key, count]) => sum + (key.includes('both') ? count : 0),
    0,
  );
  expect(rows.reduce((sum, row) => sum + Number(row.sessions), 0)).toBe(both + oneSidedOnes);
});

test('behind-shared-names says who used a shared name or a role listed in shared_principals', async () => {
  const rows = await ask('behind-shared-names');
  const found = origins(all);
  for (const row of rows) {
    const origin = found.get(`${String(row.region)} ${String(row.session_id)}`);
    expect(row.principal).toBe(origin?.principal ?? null);
    if (!origin) expect([row.person_behind, row.said_by]).toEqual([null, 'no start in the trail']);
    else if (origin.sourceIdentity !== null)
      expect([row.person_behind, row.said_by]).toEqual([origin.sourceIdentity, 'source identity']);
    else if (origin.event === 'ExecuteCommand') expect(row.said_by).toBe('principal of the event');
    else expect([row.person_behind, row.said_by]).toEqual([null, origin.sourceIp ? 'address alone' : 'nothing']);
  }
  const kinds = new Set(rows.map((row) => row.said_by));
  for (const kind of ['no start in the trail', 'source identity', 'principal of the event', 'address alone'])
    expect(kinds).toContain(kind);
  const anonymous = await queryRows(connection, 'SELECT session_id FROM sessions WHERE person IS NULL');
  expect(rows.map(({ session_id: id }) => id).sort()).toEqual(anonymous.map(({ session_id: id }) => id).sort());

  const [named] = await queryRows(
    connection,
    'SELECT role_name FROM sessions WHERE person IS NOT NULL AND role_name IS NOT NULL',
  );
  const more = await ask('behind-shared-names', { shared_principals: [String(named?.role_name)] });
  expect(more.length).toBeGreaterThan(rows.length);
});

test('unexplained-sessions says when the trail is read only from a later day, or not in a Region', async () => {
  await connection.run(
    "CREATE TEMP TABLE trail_days AS SELECT * REPLACE ('2026-02-10' AS first_day) FROM trail_days WHERE region = 'eu-west-1'",
  );
  await connection.run("CREATE TEMP TABLE snapshots AS SELECT * FROM snapshots WHERE region = 'eu-west-1'");
  const rows = await ask('unexplained-sessions');
  await connection.run('DROP TABLE temp.trail_days');
  await connection.run('DROP TABLE temp.snapshots');
  const causes = (region: string, finding: string) =>
    new Set(
      rows.filter((row) => row.region === region && String(row.finding).startsWith(finding)).map(({ cause }) => cause),
    );
  expect(causes('us-east-1', 'no start')).toEqual(new Set(['this account or Region of the trail is not read']));
  expect(causes('us-east-1', 'no record')).toEqual(new Set(['this account or Region has no snapshot']));
  expect(causes('eu-west-1', 'no start')).toContain('older than what is read of the trail');
  expect(
    rows
      .filter(({ cause }) => cause === 'older than what is read of the trail')
      .every((row) => String(row.start_time) < '2026-02-10'),
  ).toBe(true);
});

test('unexplained-sessions says when a day of the trail is not read yet', async () => {
  await connection.run(
    `CREATE TEMP TABLE trail_days AS SELECT * REPLACE ('2026-02-05' AS last_day, ${readUntil("'2026-02-05'", 'as_of')} AS as_of) FROM trail_days`,
  );
  const rows = await ask('unexplained-sessions');
  const counted = await ask('do-two-witnesses-agree');
  await connection.run('DROP TABLE temp.trail_days');
  const late = (all: readonly Row[]) => all.filter(({ cause }) => cause === 'the event may still come');
  expect(late(counted).reduce((sum, { sessions }) => sum + Number(sessions), 0)).toBe(late(rows).length);
  const unstarted = rows.filter(({ finding }) => finding === 'no start in the trail');
  const causes = unstarted.map((row) => [String(row.start_time) > '2026-02-05 00:00:00.000', row.cause]);
  expect(new Set(causes.map(String))).toEqual(new Set(['true,the event may still come', 'false,unexplained']));
});

test('denied-attempts lists every refused or failed call', async () => {
  const rows = await ask('denied-attempts');
  expect(rows.map(({ event_id: id }) => String(id)).sort()).toEqual(refused(all));
  expect(rows.length).toBeGreaterThan(5);
  expect(new Set(rows.map((row) => row.error_code))).toEqual(new Set(['AccessDenied', 'TargetNotConnected']));
});

test('without-mfa lists sessions without MFA, and with include_sso also users of IAM Identity Center', async () => {
  const rows = await ask('without-mfa');
  const expected = withoutMfa(all);
  expect(rows.map((row) => `${String(row.event)} ${String(row.session_id)} ${String(row.event_time)}`).sort()).toEqual(
    expected,
  );
  expect(expected.length).toBeGreaterThan(5);
  const more = await ask('without-mfa', { include_sso: true });
  expect(more.length).toBeGreaterThan(rows.length);
  expect(new Set(more.map((row) => row.owner_type))).toContain('sso-user');
});

test('forwarded-to counts the sessions to each forwarded host and port', async () => {
  const counts: Record<string, number> = {};
  for (const row of await ask('forwarded-to')) {
    const key = `${String(row.forwarded_host)} ${String(row.forwarded_port)}`;
    counts[key] = (counts[key] ?? 0) + Number(row.starts);
  }
  expect(counts).toEqual(forwarded(all));
  expect(Object.keys(counts).some((key) => !key.startsWith('null'))).toBe(true);
});

test('new-address lists an address only for a person who used another one before', async () => {
  const rows = await ask('new-address', { from: '2026-02-05', since: '2026-02-01' });
  const isNamed = (who: unknown) => String(who).includes('@');
  const actual = rows.filter(({ who }) => isNamed(who)).map((row) => [row.who, row.source_ip, row.first_time]);
  expect(actual.map(String).sort()).toEqual(newAddresses(all, '2026-02-05').map(String).sort());
  expect(actual.length).toBeGreaterThan(1);
});

describe('the SQL', () => {
  const parser = trinoParser();
  test.each(readTrailQueries())('of $name is accepted by the parser of Trino, with and without parameters', (query) => {
    expect(parser.validate(query.sql)).toEqual([]);
    expect(parser.validate(withValues(query, PERIOD))).toEqual([]);
    expect(query.sql).not.toMatch(/\d{4}-\d\d-\d\d/);
  });
});
