import fc from 'fast-check';
import { gunzipSync } from 'node:zlib';
import { HistoryScan } from '../../../lambda/ssm/history-scan';
import type { DescribeSessions } from '../../../lambda/ssm/pages';
import type { LineObject } from '../../../lambda/store/line-object';
import type { HistorySink } from '../../../lambda/records/open-objects';
import { assertExactCover, type Window } from '../../../lambda/records/windows';
import { DAY_MS, SECOND_MS } from '../../../lambda/time';
import type { Filtering } from '../../../local/ssm/paging';
import { runOf, serve } from '../service';

const now = Date.UTC(2026, 0, 31, 1);
const ALL: Window = { fromMs: null, toMs: null };

class Lines implements HistorySink {
  readonly snapshotMs = now;
  readonly lookedFor = new Map<string, unknown>();
  readonly ids: string[] = [];

  async writeHistory(_day: number, _part: string, object: LineObject): Promise<void> {
    const lines = gunzipSync(await object.finish())
      .toString()
      .split('\n')
      .slice(0, -1);
    for (const line of lines) this.ids.push((JSON.parse(line) as { session_id: string }).session_id);
  }
}

const sessionsAt = (starts: readonly number[]) =>
  starts.map((startMs, i) => ({ SessionId: `s${i}`, StartDate: startMs / SECOND_MS }));

async function scan(starts: readonly number[], filtering: Filtering, maxConcurrency: number, gaps: Window[] = [ALL]) {
  const { describeSessions, requests } = serve(sessionsAt(starts), filtering);
  const sink = new Lines();
  const history = new HistoryScan(runOf(describeSessions, now), sink, gaps, maxConcurrency);
  await history.readAll();
  return { ids: sink.ids.sort(), windows: history.closed, pages: history.pages, requests };
}

/** Start times over a month: spread evenly, most of them in two days, or in bursts of the same second. */
const starts = fc
  .record({
    count: fc.integer({ min: 0, max: 6000 }),
    seed: fc.integer(),
    shape: fc.constantFrom('uniform', 'two days', 'bursts'),
  })
  .map(({ count, seed, shape }) => {
    let state = seed >>> 0;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    return Array.from({ length: count }, () => {
      if (shape === 'two days' && random() < 0.9) return Math.floor(now - 12 * DAY_MS + random() * 2 * DAY_MS);
      const startMs = Math.floor(now - random() * 30 * DAY_MS);
      return shape === 'bursts' ? Math.floor(startMs / DAY_MS) * DAY_MS + Math.floor(random() * 900) : startMs;
    });
  });

test('reads every session exactly once and covers all of History, whichever way SSM filters and however many readers there are', async () => {
  await fc.assert(
    fc.asyncProperty(
      starts,
      fc.constantFrom<Filtering>('before-paging', 'after-paging'),
      fc.constantFrom(1, 2, 8, 16),
      async (times, filtering, maxConcurrency) => {
        const { ids, windows, pages, requests } = await scan(times, filtering, maxConcurrency);
        expect(ids).toEqual(times.map((_, i) => `s${i}`).sort());
        expect(() => {
          assertExactCover(windows, ALL);
        }).not.toThrow();
        // At most one page of each reader holds fewer sessions of its window than a page can.
        const readers = requests.filter(({ nextToken }) => nextToken === null).length;
        expect(pages).toBeLessThanOrEqual(Math.floor(times.length / 200) + readers);
        if (filtering === 'after-paging') expect(readers).toBeLessThanOrEqual(3);
      },
    ),
    { numRuns: 25 },
  );
});

test('reads at most two windows per reader if the start times are spread evenly', async () => {
  const times = Array.from({ length: 6000 }, (_, i) => now - Math.floor((i / 6000) * 30 * DAY_MS));
  for (const maxConcurrency of [1, 2, 8, 16]) {
    const { requests } = await scan(times, 'before-paging', maxConcurrency);
    const readers = requests.filter(({ nextToken }) => nextToken === null).length;
    expect(readers).toBeGreaterThanOrEqual(Math.min(maxConcurrency, 8));
    expect(readers).toBeLessThanOrEqual(2 * maxConcurrency);
  }
});

test('reads only the gaps', async () => {
  const times = Array.from({ length: 3000 }, (_, i) => now - Math.floor((i / 3000) * 30 * DAY_MS));
  const gaps = [
    { fromMs: now - 2 * DAY_MS, toMs: null },
    { fromMs: now - 20 * DAY_MS, toMs: now - 10 * DAY_MS },
  ];
  for (const filtering of ['before-paging', 'after-paging'] as const) {
    const { ids, windows } = await scan(times, filtering, 8, gaps);
    const isInGap = (ms: number) => gaps.some(({ fromMs, toMs }) => ms >= fromMs && ms < (toMs ?? Infinity));
    expect(ids).toEqual(times.flatMap((ms, i) => (isInGap(ms) ? [`s${i}`] : [])).sort());
    expect(() => {
      assertExactCover(
        [...windows, { fromMs: now - 10 * DAY_MS, toMs: now - 2 * DAY_MS }, { fromMs: null, toMs: now - 20 * DAY_MS }],
        ALL,
      );
    }).not.toThrow();
  }
});

test('a History of a few pages is read by one reader, without a filter', async () => {
  const { requests } = await scan(
    Array.from({ length: 700 }, (_, i) => now - i * 60_000),
    'before-paging',
    8,
  );
  expect(requests).toHaveLength(4);
  expect(requests.every(({ filters }) => filters.length === 0)).toBe(true);
});

test('asks only once with a filter if SSM filters after cutting pages', async () => {
  const { requests } = await scan(
    Array.from({ length: 4000 }, (_, i) => now - i * 600_000),
    'after-paging',
    8,
  );
  expect(requests.filter(({ filters }) => filters.length > 0)).toHaveLength(1);
});

test('stores what it has read when the time is up, in closed windows, so that only the rest is a gap', async () => {
  const { describeSessions } = serve(
    sessionsAt(Array.from({ length: 6000 }, (_, i) => now - Math.floor((i / 6000) * 30 * DAY_MS))),
    'before-paging',
  );
  const limit = new AbortController();
  const sink = new Lines();
  // The time is up after a third of the pages, which depends on no clock.
  let requests = 0;
  const untilTheLimit: DescribeSessions = async (request) => {
    const page = await describeSessions(request);
    if ((requests += 1) === 10) limit.abort();
    return page;
  };
  const history = new HistoryScan(runOf(untilTheLimit, now, limit.signal), sink, [ALL], 4);
  await expect(history.readAll()).rejects.toThrow(/time was nearly up at page/);
  expect(sink.ids.length).toBeGreaterThan(0);
  const isCovered = (ms: number) =>
    history.closed.some(({ fromMs, toMs }) => ms >= (fromMs ?? 0) && ms < (toMs ?? Infinity));
  for (const id of sink.ids) expect(isCovered(now - Math.floor((Number(id.slice(1)) / 6000) * 30 * DAY_MS))).toBe(true);
});
