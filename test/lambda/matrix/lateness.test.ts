// How late the archive may learn the end of a session, for each way in which SSM may filter.
import { gunzipSync } from 'node:zlib';
import { DAY_MS, HOUR_MS, parseTimestamp } from '../../../lambda/time';
import { MovingWorld } from './moving-world';
import { Region } from './region';

const start = Date.UTC(2026, 0, 26, 2);
const HOURS = 80;
/** A run takes time, too: a full scan takes some minutes. */
const RUN_MS = 15 * 60_000;

test.each([
  // A look-up by id finds it.
  ['before-paging', HOUR_MS],
  // Look-ups are useless: a day later a full scan is due.
  ['after-paging', HOUR_MS + DAY_MS],
] as const)(
  'filtering %s: the archive knows every end within %d ms plus the duration of a run',
  async (filtering, mostMs) => {
    const region = new Region(new MovingWorld(start, start + HOURS * HOUR_MS), start);
    region.filtering = filtering;
    region.fullScanIntervalMs = 7 * DAY_MS;
    for (let hour = 0; hour < HOURS; hour += 1) {
      region.now = Math.max(region.now, start + hour * HOUR_MS);
      await region.attempt(start + hour * HOUR_MS);
    }
    const knownMs = new Map<unknown, number>();
    for (const [key, body] of region.objects) {
      if (!key.startsWith('history/')) continue;
      for (const line of gunzipSync(body).toString().split('\n').slice(0, -1)) {
        const record = JSON.parse(line) as Record<string, string>;
        const observedMs = parseTimestamp(record.observed_time ?? '');
        if (record.session_state === 'History')
          knownMs.set(record.session_id, Math.min(observedMs, knownMs.get(record.session_id) ?? Infinity));
      }
    }
    const due = region.world
      .truth(start + HOURS * HOUR_MS)
      .filter(({ endMs }) => endMs > start && endMs <= region.now - mostMs);
    expect(due.length).toBeGreaterThan(30);
    const late = due.filter(({ sessionId, endMs }) => !((knownMs.get(sessionId) ?? NaN) - endMs <= mostMs + RUN_MS));
    expect(late.map(({ sessionId }) => sessionId)).toEqual([]);
    // The bound is tight: the latest end needs almost all of it.
    const latestMs = Math.max(...due.map(({ sessionId, endMs }) => (knownMs.get(sessionId) ?? NaN) - endMs));
    expect(latestMs).toBeGreaterThan(mostMs - HOUR_MS);
  },
);
