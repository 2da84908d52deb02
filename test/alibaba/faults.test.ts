import { fixedTerminalSource } from '../../local/alibaba/sessions';
import type { AlibabaFault } from '../../local/alibaba/faults';
import { createTerminalWorld } from '../../local/alibaba/world';
import { isClosed } from '../../lambda/alibaba/columns';
import { DAY_MS, formatTimestamp, HOUR_MS } from '../../lambda/time';
import { expectVerified } from '../lambda/matrix/verified';
import { compareArchived, type ArchivedRecord } from './clients/expected';
import { ACCOUNT, Region, REGION } from './region';

const start = Date.UTC(2026, 0, 31, 1);
const from = start - 40 * DAY_MS;
const world = createTerminalWorld({ seed: 5, accountId: ACCOUNT, regions: [REGION], sessions: 400, from });

let region: Region;
beforeEach(async () => {
  region = await Region.open({ source: world }, start);
});
afterEach(() => region.close());

/** The sessions that the stand-in still remembers. */
const shown = () =>
  (world.sessions(REGION, region.now) ?? []).filter(
    ({ CreationTime: created }) => Date.parse(created as string) > region.now - 30 * DAY_MS,
  );
const expectAllArchived = () => compareArchived(region.records() as unknown as ArchivedRecord[], shown());

/** The nth call meets the fault, and so does each call after it if `lasts`. */
function nth(n: number, fault: AlibabaFault, lasts = false) {
  let calls = 0;
  region.fault = () => {
    calls += 1;
    return calls === n || (lasts && calls > n) ? fault : undefined;
  };
}

test('the first run archives every session that is shown, open and closed', async () => {
  await region.run();
  expectAllArchived();
  expect(region.records('active').length).toBeGreaterThan(3);
  expect(region.manifests()).toMatchObject([
    { source: 'alibaba-ecs', account_id: ACCOUNT, region: REGION, mode: 'full', history_from: null, previous: null },
  ]);
  expect(region.measured).toMatchObject([{ SnapshotComplete: 1, UnseenSeconds: 0, FailedAttempts: 0 }]);
  await expectVerified(region.objects);
});

test.each<AlibabaFault>(['throttleUser', 'throttle', 'throttleApi', 'error500', 'unavailable', 'cut'])(
  'a call that meets %s once is repeated and counted as a failed attempt',
  async (fault) => {
    nth(2, fault);
    await region.run();
    expectAllArchived();
    expect(region.measured).toMatchObject([{ FailedAttempts: 1 }]);
  },
);

test.each<[AlibabaFault, RegExp]>([
  ['throttleUser', /Throttling\.User/],
  ['error500', /InternalError/],
  ['cut', /ConnectionFailed/],
  ['denied', /Forbidden\.RAM/],
  ['truncated', /not JSON/],
  ['garbage', /not JSON/],
  ['noSessions', /no list of sessions/],
  ['notArray', /no list of sessions/],
  ['repeatToken', /repeated a NextToken/],
])('a run in which %s persists publishes nothing, and the same event later succeeds', async (fault, reason) => {
  nth(2, fault, true);
  await expect(region.run()).rejects.toThrow(reason);
  expect(region.manifests()).toEqual([]);
  expect(region.measured).toMatchObject([{ SnapshotComplete: 0 }]);
  region.fault = undefined;
  await region.run();
  expectAllArchived();
  await expectVerified(region.objects);
});

test('a refused token does not fail the run: it reads everything again, once', async () => {
  nth(2, 'expiredToken');
  await region.run();
  expectAllArchived();
});

test('empty pages and pages that show a session twice lose and double nothing', async () => {
  nth(1, 'emptyPage');
  await region.run();
  expectAllArchived();
  region.fault = () => 'duplicate';
  region.now += 8 * DAY_MS;
  await region.run();
  const manifest = region.manifests()[1];
  expect(manifest?.mode).toBe('full');
  expect((manifest?.history.records ?? 0) + (manifest?.active.records ?? 0)).toBe(shown().length);
});

test('a function that is killed after any of its writes continues from there', async () => {
  for (let writes = 1; writes < 60; writes += 7) {
    await region.close();
    region = await Region.open({ source: world }, start);
    let left = writes;
    region.onWrite = (moment) => {
      if (moment === 'after' && --left === 0) throw new Error('killed');
    };
    const first = await region.run().catch(() => null);
    region.onWrite = () => undefined;
    region.now += 10 * 60_000;
    if (first === null) await region.run(start);
    const ids = new Set(region.records().map(({ session_id: id }) => id));
    const then = world.sessions(REGION, start) ?? [];
    const lasting = then.filter(
      ({ CreationTime: created }) => Date.parse(created as string) > region.now - 30 * DAY_MS,
    );
    expect(lasting.filter(({ SessionId: id }) => !ids.has(id as string))).toEqual([]);
    await expectVerified(region.objects);
  }
});

test('two functions at once publish one manifest, and both succeed', async () => {
  await Promise.all([region.run(), region.run()]);
  expectAllArchived();
  expect(region.manifests()).toHaveLength(1);
  await expectVerified(region.objects);
});

test('over five days of runs every two hours everything is archived with its end, and little is written twice', async () => {
  for (let hour = 0; hour < 5 * 24; hour += 2) {
    region.now = start + hour * HOUR_MS;
    // Every 26 hours a run is missing.
    if (hour % 26 !== 6) await region.run();
  }
  const hourAgo = region.now - HOUR_MS;
  const closed = new Map(region.records().map((record) => [record.session_id, record]));
  for (const record of region.records()) if (record.session_state === 'History') closed.set(record.session_id, record);
  const due = (world.sessions(REGION, hourAgo) ?? []).filter(
    ({ CreationTime: created }) => Date.parse(created as string) > start - 30 * DAY_MS,
  );
  expect(due.length).toBeGreaterThan(100);
  for (const session of due) {
    const record = closed.get(session.SessionId as string);
    expect([session.SessionId, record?.start_time, record?.session_state]).toEqual([
      session.SessionId,
      formatTimestamp(Date.parse(session.CreationTime as string)),
      isClosed(session) ? 'History' : 'Active',
    ]);
  }
  const written = region.records('history').length + region.records('lookup').length;
  expect(written).toBeLessThan(6 * closed.size);
  expect(region.measured.every(({ UnseenSeconds: seconds }) => seconds === 0)).toBe(true);
  await expectVerified(region.objects);
}, 60_000);

describe('near the cap', () => {
  /** One session every minute. */
  const minutely = (count: number) =>
    fixedTerminalSource({
      [REGION]: Array.from({ length: count }, (_, n) => {
        const at = (ms: number) => new Date(start - n * 60_000 + ms).toISOString().replace('.000', '');
        const Connection = [{ InstanceId: 'i-a', Status: 'Terminated', StartTime: at(0), EndTime: at(30_000) }];
        return { SessionId: `s-${n}`, CreationTime: at(0), Connections: { Connection } };
      }).filter(({ CreationTime: created }) => Date.parse(created) <= start + 30 * DAY_MS),
    });

  test('a run vouches only for times from the oldest successful session on', async () => {
    await region.close();
    region = await Region.open({ source: minutely(1200) }, start);
    await region.run();
    const [manifest] = region.manifests();
    const oldest = new Date(start - 999 * 60_000 + 1000).toISOString().replace('T', ' ').replace('Z', '');
    expect(manifest).toMatchObject({ mode: 'full', history_from: oldest, windows: expect.anything() as unknown });
    expect(manifest?.windows[0]?.from_time).toBe(oldest);
    expect(region.records()).toHaveLength(1000);
    // No earlier snapshot vouches for anything, so nothing can be lost.
    expect(region.measured).toMatchObject([{ UnseenSeconds: 0 }]);
    await expectVerified(region.objects);
  });

  test('UnseenSeconds is the time that neither the previous snapshot nor this one saw', async () => {
    await region.close();
    region = await Region.open({ source: minutely(1200) }, start - 20 * HOUR_MS);
    await region.run();
    region.now = start;
    await region.run();
    const lostMs = start - 999 * 60_000 + 1000 - (start - 20 * HOUR_MS);
    expect(region.measured[1]).toMatchObject({ UnseenSeconds: lostMs / 1000 });
    await expect(expectVerified(region.objects)).rejects.toThrow(/pushed-out/);
  });

  test('a run that is one session below the margin vouches for everything', async () => {
    await region.close();
    region = await Region.open({ source: minutely(899) }, start);
    await region.run();
    expect(region.manifests()).toMatchObject([{ history_from: null }]);
  });
});
