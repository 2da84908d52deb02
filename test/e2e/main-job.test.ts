import { createHash } from 'node:crypto';
import { MANIFEST_KEYS, ACTIVE_RECORD_KEYS, RECORD_KEYS } from '../../lib/contract';
import { DAY_MS, formatTimestamp, HOUR_MS, parseTimestamp } from '../../lambda/time';
import type { SessionState } from '../../local/world/sessions';
import { createWorld } from '../../local/world/world';
import { Account, ACCOUNT, REGION, type ArchivedRecord } from './account';

const one = Date.UTC(2026, 0, 31, 1);
const world = createWorld({ seed: 1, accountId: ACCOUNT, regions: [REGION], sessions: 1500, from: one - 45 * DAY_MS });

let account: Account;
beforeAll(async () => {
  account = await Account.open({ source: world });
  account.now = one;
});
afterAll(() => account.close());

/** The ids of the sessions that SSM shows in a state at a time, sorted. */
function shown(state: SessionState, now: number): string[] {
  const list = world.sessions(REGION, state, now);
  return Array.from({ length: list.length }, (_, i) => String(list.at(i)?.SessionId)).sort();
}

const idsOf = (records: readonly ArchivedRecord[]) => records.map((record) => record.session_id as string).sort();

describe('the first run', () => {
  let answer: { snapshots: Record<string, unknown>[] };
  beforeAll(async () => {
    answer = await account.run();
  });

  test('archives everything that SSM shows, Active and History', async () => {
    const records = await account.records();
    const of = (state: string) => records.filter((record) => record.session_state === state);
    expect(idsOf(of('Active'))).toEqual(shown('Active', one));
    expect(idsOf(of('History'))).toEqual(shown('History', one));
    expect(shown('Active', one).length).toBeGreaterThan(5);
  });

  test('files records of History under the UTC day on which the session started', async () => {
    const keys = await account.keys('history/');
    expect(keys.length).toBeGreaterThan(20);
    for (const key of keys) {
      const day =
        /^history\/v1\/account_id=123456789012\/region=eu-west-1\/start_date=([\d-]{10})\/20260131T010000Z-\d{13}-\d{13}\.ndjson\.gz$/.exec(
          key,
        )?.[1];
      for (const record of await account.records([key])) {
        expect((record.start_time as string).slice(0, 10)).toBe(day);
        expect(Object.keys(record)).toEqual(RECORD_KEYS.map(({ name }) => name));
        expect(record).toMatchObject({ snapshot_id: '20260131T010000Z', snapshot_time: '2026-01-31 01:00:00.000' });
      }
    }
  });

  test('files records of Active under the UTC day of the snapshot, in one object', async () => {
    const key =
      'active/v1/account_id=123456789012/region=eu-west-1/snapshot_date=2026-01-31/20260131T010000Z.ndjson.gz';
    expect(await account.keys('active/')).toEqual([key]);
    for (const record of await account.records([key])) {
      expect(Object.keys(record)).toEqual(ACTIVE_RECORD_KEYS.map(({ name }) => name));
      expect(record.start_date).toBe((record.start_time as string).slice(0, 10));
    }
  });

  test('publishes a manifest with every object, its hash, and windows without a gap', async () => {
    const [manifest] = await account.manifests();
    expect(await account.keys('manifests/')).toEqual([
      'manifests/v1/account_id=123456789012/region=eu-west-1/snapshot_date=2026-01-31/20260131T010000Z.json',
    ]);
    expect(Object.keys(manifest ?? {})).toEqual(MANIFEST_KEYS.map(({ name }) => name));
    expect(manifest).toMatchObject({
      mode: 'full',
      last_full_snapshot_id: '20260131T010000Z',
      history_from: null,
      pending: [],
      unresolved: [],
      faded: [],
      previous: null,
      reporter_version: '0.1.0',
    });
    expect(manifest?.objects.map(({ key }) => key)).toEqual(await account.recordKeys());
    for (const { key, records, bytes, sha256 } of manifest?.objects ?? []) {
      const body = await account.read(key);
      expect([body.length, createHash('sha256').update(body).digest('hex')]).toEqual([bytes, sha256]);
      expect(await account.records([key])).toHaveLength(records);
    }
    const starts = (await account.records()).map((record) => record.start_time as string).sort();
    expect(manifest?.max_start_time).toBe(starts.at(-1));
    expect(manifest?.windows[0]?.from_time).toBeNull();
    expect(manifest?.windows.at(-1)?.to_time).toBeNull();
    for (const [i, { to_time }] of (manifest?.windows ?? []).slice(0, -1).entries()) {
      expect(manifest?.windows[i + 1]?.from_time).toBe(to_time);
    }
  });

  test('reads Active before History, 200 sessions a page', () => {
    const states = account.ssm.calls.map(({ state }) => state);
    expect(states.indexOf('History')).toBe(states.lastIndexOf('Active') + 1);
    expect(Math.max(...account.ssm.calls.map(({ returned }) => returned))).toBe(200);
  });

  test('returns what it has done', async () => {
    const calls = account.ssm.calls.length;
    const records = (await account.records()).length;
    const [key] = await account.keys('manifests/');
    expect(answer).toEqual({
      snapshots: [
        { region: REGION, snapshotId: '20260131T010000Z', mode: 'full', records, pages: calls, manifestKey: key },
      ],
    });
  });

  test('run again for the same event: changes nothing, does not call SSM, and returns the same', async () => {
    const [calls, writes] = [account.ssm.calls.length, countWrites()];
    expect(await account.run()).toEqual(answer);
    expect([account.ssm.calls.length, countWrites()]).toEqual([calls, writes]);
  });

  test('writes every object once, and only reads and writes', () => {
    const puts = account.s3.requests.filter(({ method }) => method === 'PUT');
    expect(new Set(puts.map(({ key }) => key)).size).toBe(puts.length);
    expect(new Set(account.s3.requests.map(({ method }) => method))).toEqual(new Set(['GET', 'PUT']));
  });
});

describe('the next run', () => {
  // Long enough that sessions end in between, and that one of them started too early for the newest page.
  const two = one + 12 * HOUR_MS;
  beforeAll(() => {
    account.now = two;
  });

  test('reads the newest page of each state, and looks up by id what is not on it', async () => {
    const calls = account.ssm.calls.length;
    const { snapshots } = await account.run();
    expect(snapshots).toMatchObject([{ mode: 'incremental', pages: account.ssm.calls.length - calls }]);
    const lookups = account.ssm.calls.slice(calls).filter(({ filters }) => filters.length > 0);
    expect(lookups.length).toBeGreaterThan(0);
    expect(account.ssm.calls.length - calls - lookups.length).toBe(2);
  });

  test('puts the hash of the previous manifest into its own', async () => {
    const [before, after] = await account.manifests();
    const [key = ''] = await account.keys('manifests/');
    const sha256 = createHash('sha256')
      .update(await account.read(key))
      .digest('hex');
    expect(after?.previous).toEqual({ key, sha256 });
    expect(after?.last_full_snapshot_id).toBe('20260131T010000Z');
    expect(after?.history_from).toBe(formatTimestamp(parseTimestamp(before?.max_start_time ?? '') - 3 * HOUR_MS));
    expect(after?.windows[0]?.from_time).toBe(after?.history_from);
  });

  test('knows the end of every session that ended in between', async () => {
    const records = await account.records();
    const ended = new Set(idsOf(records.filter((record) => record.session_state === 'History')));
    const between = world
      .truth(REGION, two)
      .filter(({ startMs, endMs }) => startMs <= one && endMs > one && endMs <= two);
    expect(between.length).toBeGreaterThan(0);
    for (const { sessionId } of between) expect(ended).toContain(sessionId);
  });

  test('publishes nothing for a late event, which is superseded', async () => {
    const { snapshots } = await account.run(one + HOUR_MS / 2);
    expect(snapshots).toEqual([
      { region: REGION, snapshotId: '20260131T013000Z', mode: 'incremental', records: 0, pages: 0, manifestKey: null },
    ]);
    expect(await account.manifests()).toHaveLength(2);
  });

  test('reads all of History when the event says so', async () => {
    account.now = two + HOUR_MS;
    const event = { scheduledTime: new Date(account.now).toISOString(), mode: 'full' };
    expect(await account.reporter.invoke(event, { now: account.now })).toMatchObject({ snapshots: [{ mode: 'full' }] });
  });
});

test('no log line holds an owner, a reason, a session id, a target or extra fields', async () => {
  const log = account.reporter.log.join('\n');
  expect(log).toContain('Snapshot complete');
  const secrets = new Set<string>();
  for (const record of await account.records()) {
    for (const name of ['owner', 'reason', 'session_id', 'target', 'extra'] as const) {
      const value = record[name];
      if (typeof value === 'string' && value.length > 3) secrets.add(JSON.stringify(value).slice(1, -1));
    }
  }
  expect(secrets.size).toBeGreaterThan(1000);
  for (const value of secrets) expect(log.includes(value)).toBe(false);
});

function countWrites(): number {
  return account.s3.requests.filter(({ method }) => method === 'PUT').length;
}
