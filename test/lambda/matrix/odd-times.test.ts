// Odd times from SSM may move the watermark. Incremental runs must not miss sessions because of that.
import { DAY_MS, HOUR_MS } from '../../../lambda/time';
import { hardSession, worldOf, type TrueSession } from './moving-world';
import { expectPromisesKept } from './promises';
import { Region } from './region';

const start = Date.UTC(2026, 0, 26, 2);
const MINUTE_MS = 60_000;

/** Sessions of a few minutes between the hours, which no snapshot sees open. */
function shortSessions(hours: number): TrueSession[] {
  return Array.from({ length: hours * 2 }, (_, i) => {
    const beginsMs = start - 6 * HOUR_MS + i * 30 * MINUTE_MS + 5 * MINUTE_MS;
    return hardSession(`short-${i}`, beginsMs, beginsMs + 7 * MINUTE_MS, Infinity);
  });
}

test.each([
  ['an hour ahead', HOUR_MS],
  ['a day ahead', DAY_MS],
  ['in another century', 200 * 365 * DAY_MS],
])('one session with a start time %s hides no other', async (_, aheadMs) => {
  const beginsMs = start + 2.2 * HOUR_MS;
  const odd = ['Active', 'History'].map((state, i) => ({
    ...hardSession(`odd-${state}`, beginsMs + aheadMs, beginsMs + i * HOUR_MS, Infinity),
    beginsMs,
  }));
  const region = new Region(worldOf([...shortSessions(30), ...odd]), start);
  // No second full scan, which would find missed sessions.
  region.fullScanIntervalMs = 7 * DAY_MS;
  for (let hour = 0; hour < 24; hour += 1) {
    region.now = Math.max(region.now, start + hour * HOUR_MS);
    await region.attempt(start + hour * HOUR_MS);
  }
  await expectPromisesKept(region);
});

test('an attempt that stored only Active, and is completed hours later, hides no session', async () => {
  const failed = start + 8 * HOUR_MS;
  const open = hardSession('open', failed - HOUR_MS, Infinity, Infinity);
  // Begins after the first attempt has stored Active, ends before the next snapshot, and is far older than the newest
  // session.
  const between = hardSession('between', failed + HOUR_MS, failed + 5 * HOUR_MS + 30 * MINUTE_MS, Infinity);
  const region = new Region(worldOf([...shortSessions(30), open, between]), start);
  region.fullScanIntervalMs = 7 * DAY_MS;
  for (const hour of [0, 1, 2, 3, 4, 5, 6, 7]) {
    region.now = start + hour * HOUR_MS;
    await region.attempt(region.now);
  }
  region.now = failed;
  region.onWrite = (moment, key) => {
    if (moment === 'before' && key.startsWith('history/')) throw new Error('killed');
  };
  await expect(region.attempt(failed)).rejects.toThrow('killed');
  region.onWrite = () => undefined;
  region.now = failed + 5 * HOUR_MS;
  await region.attempt(failed);
  for (const hour of [14, 15, 16]) {
    region.now = start + hour * HOUR_MS;
    await region.attempt(region.now);
  }
  await expectPromisesKept(region);
});
