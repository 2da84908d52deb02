// OCSF events for a SIEM: each event holds the values of its session's row, whatever they are.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { allOf, openArchive, queryRows } from '../../cli/engines/duckdb/archive';
import { toRecords } from '../../lambda/records/record';
import { SSM } from '../../lambda/ssm/ssm-columns';
import { session } from '../lambda/records/hostile-sessions';
import { useFixture } from './fixture/fixture';
import type { Row } from './expected/seen-sessions';

const fixture = useFixture();

interface Event {
  readonly [key: string]: unknown;
  readonly user: Readonly<Record<string, unknown>>;
  readonly unmapped: Readonly<Record<string, unknown>>;
}

const ms = (time: unknown) => Date.parse(`${String(time)}Z`);

/** The columns of `sessions` that an event holds unchanged, by their path in the event. A null has no path. */
function copies(row: Row): Record<string, unknown> {
  const unmapped = [
    ...['session_type', 'session_state', 'document_name', 'reason', 'access_type', 's3_output_url'],
    ...['cloudwatch_output_url', 'owner_type', 'role_name', 'person_kind', 'person_named_in', 'extra', 'source_object'],
  ];
  const values = {
    status_code: row.status,
    status_detail: row.details,
    'cloud.region': row.region,
    'cloud.account.uid': row.account_id,
    'session.uid': row.session_id,
    'metadata.correlation_uid': row.session_id,
    'dst_endpoint.uid': row.target,
    'user.uid': row.owner,
    'user.name': row.owner_name,
    'user.uid_alt': row.person,
    ...Object.fromEntries(unmapped.map((name) => [`unmapped.${name}`, row[name]])),
  };
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [path, value ?? undefined]));
}

function at(event: Event, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event);
}

function copied(event: Event, paths: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(paths.map((path) => [path, at(event, path)]));
}

/** The sessions and the events of an archive. `find` returns a session's events of one activity. */
async function eventsIn(archive: Parameters<typeof queryRows>[0]) {
  const rows = await queryRows(archive, 'SELECT * FROM sessions');
  const events = await queryRows(archive, 'SELECT * FROM ocsf_authentication');
  const key = ({ account_id, region, start_date, session_id }: Row) =>
    JSON.stringify([account_id, region, start_date, session_id]);
  const find = (row: Row, activity: number) =>
    events.filter((event) => key(event) === key(row) && event.activity_id === activity);
  return { rows, events, find };
}

test('each start and each end is one event, with its own time and the columns of its session', async () => {
  const { rows, events, find } = await eventsIn(fixture.archive());
  for (const row of rows)
    for (const [activity, time] of [
      [1, row.start_time],
      [2, row.end_time],
    ] as const) {
      const found = find(row, activity);
      expect(found).toHaveLength(time === null ? 0 : 1);
      for (const { event, ...columns } of found) {
        const parsed = JSON.parse(String(event)) as Event;
        expect(columns).toEqual({
          account_id: row.account_id,
          region: row.region,
          start_date: row.start_date,
          event_date: String(time).slice(0, 10),
          time: ms(time),
          activity_id: activity,
          type_uid: 300200 + activity,
          status_id: parsed.status_id,
          session_id: row.session_id,
          event_uid: `${String(row.account_id)}/${String(row.region)}/${String(row.session_id)}/${activity === 1 ? 'logon' : 'logoff'}`,
        });
        expect(parsed).toMatchObject({
          time: ms(time),
          activity_id: activity,
          activity_name: activity === 1 ? 'Logon' : 'Logoff',
          type_uid: 300200 + activity,
          metadata: { uid: columns.event_uid, logged_time: ms(row.observed_time) },
        });
        const expected = copies(row);
        expect(copied(parsed, Object.keys(expected))).toEqual(expected);
        expect(at(parsed, 'session.created_time')).toBe(row.start_time === null ? undefined : ms(row.start_time));
        // SSM does not say who ended a session.
        expect(parsed.actor).toEqual(activity === 1 ? { user: parsed.user } : undefined);
        const lasted = ms(row.end_time) - ms(row.start_time);
        expect(parsed.duration).toBe(activity === 2 && lasted >= 0 ? lasted : undefined);
      }
    }
  expect(events.filter(({ activity_id }) => activity_id === 1).length).toBeGreaterThan(50);
  expect(events.filter(({ activity_id }) => activity_id === 2).length).toBeGreaterThan(50);
});

test.each([
  ['failed sessions', "status = 'Failed'", { status_id: 2, status: 'Failure' }],
  ['sessions that ended', "status = 'Terminated'", { status_id: 1, status: 'Success' }],
  ['root', "owner_type = 'root'", { user: { type_id: 2, type: 'Admin' } }],
  ['people', "person_kind = 'person' AND owner_type <> 'root'", { user: { type_id: 1, type: 'User' } }],
  ['names that many share', "person_kind = 'shared'", { user: { type_id: 0, type: 'Unknown' } }],
  ['services', "person_kind = 'service'", { user: { type_id: 99, type: 'AWS Service' } }],
  ['instances', "target_type = 'ec2-instance'", { dst_endpoint: { type_id: 6, type: 'Virtual' } }],
  ['managed nodes', "target_type = 'managed-node'", { dst_endpoint: { type_id: 99, type: 'managed-node' } }],
  ['tasks', "target_type = 'ecs-task'", { dst_endpoint: { type_id: 99, type: 'ecs-task' } }],
  ['shells', "session_type = 'shell'", { logon_type_id: 10, logon_type: 'Remote Interactive' }],
  ['forwarded ports', "session_type = 'port-forwarding'", { logon_type_id: 3, logon_type: 'Network' }],
  ['documents of your own', "session_type = 'unknown'", { logon_type_id: 0, logon_type: 'Unknown' }],
  [
    'sessions of AWS',
    "source = 'aws-ssm'",
    {
      cloud: { provider: 'AWS', account: { type: 'AWS Account', type_id: 10 } },
      metadata: { product: { name: 'AWS Systems Manager', vendor_name: 'AWS' }, log_name: 'DescribeSessions' },
      service: { name: 'AWS Systems Manager', uid: 'ssm.amazonaws.com' },
    },
  ],
  ['addresses', "owner_name = 'jonas.berg@example.com'", { user: { email_addr: 'jonas.berg@example.com' } }],
])('the events of %s have the expected fields', async (_, condition, expected) => {
  const key = 'account_id, region, start_date, session_id';
  const sql = `SELECT event FROM ocsf_authentication
    JOIN (SELECT ${key} FROM sessions WHERE ${condition}) AS those USING (${key})`;
  const events = (await queryRows(fixture.archive(), sql)).map(({ event }) => JSON.parse(String(event)) as Event);
  expect(events).not.toHaveLength(0);
  for (const event of events) expect(event).toMatchObject(expected);
});

test('docs/siem.md shows a real event', async () => {
  const guide = readFileSync(join(__dirname, '../../docs/siem.md'), 'utf8');
  const sample = JSON.parse(/```json\n([^]*?)```/.exec(guide)?.[1] ?? '') as Event & {
    readonly metadata: { readonly uid: string };
  };
  const sql = `SELECT event FROM ocsf_authentication WHERE event_uid = '${sample.metadata.uid}'`;
  const [row] = await queryRows(fixture.archive(), sql);
  expect(sample).toEqual(JSON.parse(String(row?.event)));
});

describe('for sessions with any values', () => {
  const folder = mkdtempSync(join(tmpdir(), 'session-archive-'));
  const object = join(
    folder,
    'history/v1/account_id=123456789012/region=eu-west-1/start_date=2026-01-30/20260131T010000Z.ndjson.gz',
  );
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('each event is JSON on one line and holds every text unchanged', async () => {
    const dated = fc.tuple(session, fc.integer({ min: 1_500_000_000, max: 2_000_000_000 }));
    const sessions = fc.sample(dated, { numRuns: 200, seed: 14 }).map(([fields, start], index) => ({
      ...fields,
      SessionId: `${String(fields.SessionId).slice(0, 40)}-${index}`,
      StartDate: start,
    }));
    const observation = {
      accountId: '123456789012',
      region: 'eu-west-1',
      snapshotId: '20260131T010000Z',
      snapshotMs: Date.UTC(2026, 0, 31, 1),
      observedMs: Date.UTC(2026, 0, 31, 1, 0, 7, 45),
      state: 'History',
    } as const;
    mkdirSync(dirname(object), { recursive: true });
    writeFileSync(
      object,
      gzipSync(
        toRecords(sessions, observation, SSM)
          .map(({ line }) => line)
          .join(''),
      ),
    );
    const archive = await openArchive(allOf(folder));
    const { rows, find } = await eventsIn(archive);
    archive.closeSync();
    expect(rows).toHaveLength(sessions.length);
    // The client drops a byte order mark at the beginning of a text.
    const plain = (values: Record<string, unknown>) => JSON.stringify(values).replaceAll('"\uFEFF', '"');
    for (const row of rows) {
      const [logon] = find(row, 1);
      expect(logon?.event).toMatch(/^\{[^\n\r\u0085\u2028\u2029]*\}$/);
      const expected = copies(row);
      const parsed = JSON.parse(String(logon?.event)) as Event;
      expect(plain(copied(parsed, Object.keys(expected)))).toBe(plain(expected));
    }
  });
});
