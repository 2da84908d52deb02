// Every day somebody closes a window without ending the session in it. The session stays Active until SSM forgets it.
import type { Manifest } from '../../../lambda/store/manifest';
import { DAY_MS, formatTimestamp, HOUR_MS, parseTimestamp } from '../../../lambda/time';
import type { Filtering } from '../../../local/ssm/paging';
import { hardSession, worldOf } from './moving-world';
import { expectPromisesKept } from './promises';
import { Region } from './region';

const start = Date.UTC(2026, 0, 26, 2);
const DAYS = 10;
const MINUTE_MS = 60_000;

/** One session a day. SSM forgets it 30 days after its start or its last use, give or take 20 minutes. */
const closed = Array.from({ length: 31 + DAYS }, (_, day) => {
  const startMs = start + (day - 31) * DAY_MS + (day % 10) * HOUR_MS + 13 * MINUTE_MS;
  const lastUsedMs = startMs + (day % 5) * 2 * HOUR_MS;
  return hardSession(`closed-${day}`, startMs, Infinity, lastUsedMs + 30 * DAY_MS + ((day % 3) - 1) * 20 * MINUTE_MS);
});
const proper = Array.from({ length: (DAYS + 20) * 2 }, (_, i) => {
  const startMs = start - 20 * DAY_MS + i * 12 * HOUR_MS + 7 * MINUTE_MS;
  return hardSession(`proper-${i}`, startMs, startMs + (i % 9) * 5 * HOUR_MS + MINUTE_MS, Infinity);
});
// Open for as long, but it ends: the archive must know its end.
const long = hardSession('long', start - 22 * DAY_MS, start + 8 * DAY_MS + 17 * MINUTE_MS, Infinity);

async function live(filtering: Filtering, stepHours: number): Promise<{ region: Region; manifests: Manifest[] }> {
  const region = new Region(worldOf([...closed, ...proper, long]), start);
  region.filtering = filtering;
  region.fullScanIntervalMs = 7 * DAY_MS;
  for (let hour = 0; hour < DAYS * 24; hour += stepHours) {
    region.now = Math.max(region.now, start + hour * HOUR_MS);
    await region.attempt(start + hour * HOUR_MS);
  }
  const keys = [...region.objects.keys()].filter((key) => key.startsWith('manifests/')).sort();
  return { region, manifests: keys.map((key) => JSON.parse(String(region.objects.get(key))) as Manifest) };
}

describe.each([1, 12])('a run every %d hours', (stepHours) => {
  let region: Region;
  let manifests: Manifest[];
  beforeAll(async () => {
    ({ region, manifests } = await live('before-paging', stepHours));
  });

  test('lists each faded session once, with the time at which it was first missed', () => {
    const endMs = start + (DAYS * 24 - stepHours) * HOUR_MS;
    const dropped = manifests.flatMap(({ faded }) => faded);
    const expected = closed.filter(
      ({ startMs, vanishesMs }) =>
        // A run saw it open, and it was missing for more than three hours at the end.
        startMs + 30 * DAY_MS > start + HOUR_MS &&
        vanishesMs > start + HOUR_MS &&
        vanishesMs < endMs - (3 + 2 * stepHours) * HOUR_MS,
    );
    expect(expected.length).toBeGreaterThan(7);
    const ids = dropped.map(({ session_id: id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(expected.map(({ sessionId }) => sessionId)));
    for (const { session_id: id, start_time, since } of dropped) {
      const session = closed.find(({ sessionId }) => sessionId === id);
      expect(start_time).toBe(formatTimestamp(session?.startMs ?? NaN));
      const lateMs = parseTimestamp(since) - (session?.vanishesMs ?? NaN);
      expect(lateMs).toBeGreaterThan(-MINUTE_MS);
      expect(lateMs).toBeLessThanOrEqual(stepHours * HOUR_MS);
    }
  });

  test('lists none as unresolved, keeps LongestMissing at 0, and makes no full scan for them', () => {
    expect(manifests.flatMap(({ unresolved }) => unresolved)).toEqual([]);
    expect(region.measured.filter(({ LongestMissing }) => LongestMissing !== 0)).toEqual([]);
    const full = manifests.filter(({ mode }) => mode === 'full').map(({ snapshot_time: time }) => parseTimestamp(time));
    expect(full).toEqual(Array.from({ length: Math.ceil(DAYS / 7) }, (_, week) => start + week * 7 * DAY_MS));
  });

  test('keeps all promises, also about a session that is as old and really ends', async () => {
    expect([...region.objects.keys()].some((key) => key.includes('-lookup'))).toBe(true);
    await expectPromisesKept(region);
  });
});
