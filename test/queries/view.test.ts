import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { queryRows } from '../../cli/engines/duckdb/archive';
import { documentCalled } from './fixture/documents';
import { openFixture, writeFixtureArchive } from './fixture/fixture';
import { OWNERS, TARGETS } from './fixture/people-and-machines';
import { inOrder, SEEN_SESSIONS, type Row } from './expected/seen-sessions';

const folder = mkdtempSync(join(tmpdir(), 'session-archive-'));
beforeAll(() => writeFixtureArchive(folder));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Every line of the archive with an id, plus the columns in its path. The view has no rows for lines without an id. */
function writtenRecords(): Row[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.gz'));
  return files.flatMap((file) => {
    const pairs = [...file.matchAll(/(\w+)=([^/]+)/g)].map(([, key = '', value = '']): [string, string] => [
      key,
      value,
    ]);
    const path = Object.fromEntries(pairs.filter(([key]) => key !== 'snapshot_date'));
    const lines = gunzipSync(readFileSync(join(folder, file)))
      .toString()
      .split('\n');
    return lines
      .filter((line) => line !== '')
      .map((line): Row => ({ ...(JSON.parse(line) as Row), ...path, source_object: file }))
      .filter(({ session_id }) => session_id !== null);
  });
}

/** The view in TypeScript: one row per session, from its last record in History, or else from its last record. */
function sessionsOf(records: readonly Row[]): Row[] {
  const bySession = new Map<string, Row[]>();
  records.forEach((record) => {
    const { account_id, region, start_date, session_id } = record;
    const key = JSON.stringify([account_id, region, start_date, session_id]);
    bySession.set(key, [...(bySession.get(key) ?? []), record]);
  });
  return [...bySession.values()].map((sightings) => {
    const inTime = inOrder(sightings, 'snapshot_time', 'observed_time');
    const ended = inTime.filter(({ session_state }) => session_state === 'History');
    const record: Row = ended.at(-1) ?? inTime.at(-1) ?? {};
    const seconds = Math.floor((ms(record.end_time) - ms(record.start_time)) / 1000);
    const connected = inTime.filter(
      ({ session_state, status }) => session_state === 'Active' && status !== 'Disconnected' && status !== 'Failed',
    );
    const owner = OWNERS.find(({ arn }) => arn === record.owner);
    return {
      ...record,
      first_seen_time: inTime[0]?.snapshot_time ?? null,
      last_seen_time: inTime.at(-1)?.snapshot_time ?? null,
      last_connected_time: connected.at(-1)?.snapshot_time ?? null,
      duration_seconds: seconds >= 0 ? seconds : null,
      session_type: documentCalled(record.document_name as string | null).type,
      owner_type: owner?.type ?? null,
      owner_name: owner?.name ?? null,
      role_name: owner?.role ?? null,
      person_kind: owner?.kind ?? 'person',
      person: owner?.person ?? null,
      person_named_in: owner?.namedIn ?? null,
      target_type: TARGETS.find(({ id }) => id === record.target)?.type ?? null,
    };
  });
}

const ms = (timestamp: unknown) => Date.parse(`${String(timestamp)}Z`);

test('the view holds the rows that follow from the written lines, column by column', async () => {
  const archive = await openFixture(folder);
  const order = ['account_id', 'region', 'start_date', 'session_id', 'snapshot_id'];
  const rows = inOrder(await queryRows(archive, 'SELECT * FROM sessions'), ...order);
  const expected = inOrder(sessionsOf(writtenRecords()), ...order);
  expect(rows).toEqual(expected);
  expect(rows).toHaveLength(SEEN_SESSIONS.length);
});
