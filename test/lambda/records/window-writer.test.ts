import fc from 'fast-check';
import type { SessionRecord } from '../../../lambda/records/record';
import { DAY_MS } from '../../../lambda/time';
import { MAX_RECORDS, WindowWriter } from '../../../lambda/records/window-writer';
import type { Window } from '../../../lambda/records/windows';
import { MemorySink, recordOf } from './memory-sink';

const now = Date.UTC(2026, 0, 31, 1);
const at = (text: string) => Date.parse(`2026-01-${text}Z`);
const ALL: Window = { fromMs: null, toMs: null };

async function write(pages: SessionRecord[][], window = ALL) {
  const sink = new MemorySink(now);
  const writer = new WindowWriter(window, sink);
  for (const page of pages) await writer.add(page);
  await writer.finish();
  return { sink, windows: writer.closed, objects: sink.objects };
}

describe('pages in order', () => {
  test('are cut at UTC midnights; a window reaches over empty days', async () => {
    const { objects, windows } = await write([
      [recordOf('d', at('30T23:59:59.999')), recordOf('c', at('30T00:00:00'))],
      [recordOf('b', at('29T23:59:59.999')), recordOf('a', at('25T12:00:00'))],
    ]);
    expect(objects).toEqual([
      { day: '2026-01-30', part: '1769731200000-9999999999999', ids: ['d', 'c'] },
      { day: '2026-01-29', part: '1769644800000-1769731200000', ids: ['b'] },
      { day: '2026-01-25', part: '0000000000000-1769644800000', ids: ['a'] },
    ]);
    expect(windows).toEqual([
      { fromMs: at('30T00:00:00'), toMs: null },
      { fromMs: at('29T00:00:00'), toMs: at('30T00:00:00') },
      { fromMs: null, toMs: at('29T00:00:00') },
    ]);
  });

  test('make no object if they are empty', async () => {
    expect(await write([[]])).toMatchObject({ objects: [], windows: [ALL] });
  });

  test('close a full object before the first record of an earlier whole second', async () => {
    const top = at('30T12:00:00');
    const page = Array.from({ length: MAX_RECORDS + 2 }, (_, i) =>
      recordOf(`s${i}`, i < MAX_RECORDS + 1 ? top + 5 : top - 1),
    );
    const { objects } = await write([page]);
    expect(objects.map(({ part, ids }) => [part, ids.length])).toEqual([
      [`${top}-9999999999999`, MAX_RECORDS + 1],
      [`0000000000000-${top}`, 1],
    ]);
  });

  test('are stored only as far as they lie inside the window', async () => {
    const window = { fromMs: at('29T06:00:00'), toMs: at('29T18:00:00') };
    const { objects } = await write(
      [['18', '17', '06', '05'].map((hour) => recordOf(hour, at(`29T${hour}:00:00`)))],
      window,
    );
    expect(objects).toEqual([{ day: '2026-01-29', part: `${window.fromMs}-${window.toMs}`, ids: ['17', '06'] }]);
  });

  test('file sessions without a start time under the day of the snapshot, before the window that read them', async () => {
    const { objects } = await write([
      [recordOf('x', null), recordOf('a', at('30T12:00:00'))],
      [recordOf('b', at('29T12:00:00')), recordOf('y', null)],
    ]);
    expect(objects.map(({ day, part, ids }) => [day, part, ids])).toEqual([
      ['2026-01-31', '1769731200000-9999999999999-undated', ['x']],
      ['2026-01-30', '1769731200000-9999999999999', ['a']],
      ['2026-01-31', '0000000000000-1769731200000-undated', ['y']],
      ['2026-01-29', '0000000000000-1769731200000', ['b']],
    ]);
  });
});

describe('pages out of order', () => {
  test('are collected by day until the end; each object vouches for its day', async () => {
    const { objects, windows } = await write([
      [recordOf('b', at('29T12:00:00')), recordOf('c', at('30T12:00:00'))],
      [recordOf('a', at('27T12:00:00')), recordOf('d', at('30T13:00:00'))],
    ]);
    expect(objects).toEqual([
      { day: '2026-01-30', part: `${at('30T00:00:00')}-${at('31T00:00:00')}`, ids: ['c', 'd'] },
      { day: '2026-01-29', part: `${at('29T00:00:00')}-${at('30T00:00:00')}`, ids: ['b'] },
      { day: '2026-01-27', part: `${at('27T00:00:00')}-${at('28T00:00:00')}`, ids: ['a'] },
    ]);
    expectExactCover(windows, ALL);
  });

  test('put a session whose day is already written into an object of its own', async () => {
    const { objects } = await write([
      [recordOf('c', at('30T12:00:00')), recordOf('b', at('29T12:00:00'))],
      [recordOf('late', at('30T11:00:00')), recordOf('a', at('29T11:00:00'))],
    ]);
    expect(objects.map(({ day, part, ids }) => [day, part.replace(/\d{13}-\d{13}/, '*'), ids])).toEqual([
      ['2026-01-30', '*', ['c']],
      ['2026-01-30', '*-late', ['late']],
      ['2026-01-29', '*', ['b', 'a']],
    ]);
  });
});

describe('after an expired token', () => {
  test('reads the current second again and stores nothing twice', async () => {
    const sink = new MemorySink(now);
    const writer = new WindowWriter(ALL, sink);
    await writer.add([
      recordOf('c', at('30T12:00:01.500')),
      recordOf('b', at('30T12:00:00.900')),
      recordOf('a', at('30T12:00:00.500')),
    ]);
    writer.restart();
    expect(writer.unread).toEqual({ fromMs: null, toMs: at('30T12:00:01') });
    await writer.add([
      recordOf('b', at('30T12:00:00.900')),
      recordOf('a', at('30T12:00:00.500')),
      recordOf('new', at('30T12:00:00.500')),
      recordOf('z', at('29T23:00:00')),
    ]);
    await writer.finish();
    expect(sink.objects.map(({ ids }) => ids)).toEqual([['c', 'b', 'a', 'new'], ['z']]);
  });

  test('reads a window that was out of order again from the top', async () => {
    const sink = new MemorySink(now);
    const writer = new WindowWriter(ALL, sink);
    const page = [recordOf('a', at('29T12:00:00')), recordOf('b', at('30T12:00:00'))];
    await writer.add(page);
    writer.restart();
    expect(writer.unread).toEqual(ALL);
    await writer.add(page);
    await writer.finish();
    expect(sink.objects.map(({ ids }) => ids)).toEqual([['b'], ['a']]);
  });
});

test('any pages in any order: stores each session once, under its day, and covers the window exactly', async () => {
  const start = fc.oneof(
    fc.constant(null),
    fc.integer({ min: 0, max: 5 * 24 }).map((hours) => now - hours * 3_600_000),
    fc.integer({ min: now - 5 * DAY_MS, max: now }),
  );
  const bound = fc.option(fc.integer({ min: 0, max: 5 * 24 }).map((hours) => now - hours * 3_600_000));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(start)), fc.boolean(), bound, bound, async (starts, isOrdered, a, b) => {
      const flat = isOrdered ? starts.flat().sort((x, y) => (y ?? Infinity) - (x ?? Infinity)) : starts.flat();
      const records = flat.map((startMs, i) => recordOf(`s${i}`, startMs));
      const pages = starts.map(() => records.splice(0, 3)).concat([records]);
      const window = a !== null && b !== null && a < b ? { fromMs: a, toMs: b } : { fromMs: a, toMs: null };
      const inside = (ms: number | null) =>
        ms === null || (ms >= (window.fromMs ?? 0) && ms < (window.toMs ?? Infinity));

      const { objects, windows } = await write(pages, window);

      const written = objects.flatMap(({ ids }) => ids).sort();
      expect(written).toEqual(flat.flatMap((startMs, i) => (inside(startMs) ? [`s${i}`] : [])).sort());
      expect(new Set(objects.map(({ day, part }) => day + part)).size).toBe(objects.length);
      for (const { day, part, ids } of objects) {
        for (const id of ids) {
          const startMs = flat[Number(id.slice(1))] ?? now;
          expect(new Date(startMs).toISOString().slice(0, 10)).toBe(day);
          const [, from, to, vouchesForNothing] = /^(\d{13})-(\d{13})(-\w+)?$/.exec(part) ?? [];
          if (!vouchesForNothing) {
            expect(startMs).toBeGreaterThanOrEqual(Number(from));
            expect(startMs).toBeLessThan(Number(to));
          }
        }
      }
      expectExactCover(windows, window);
    }),
  );
});

/** The windows, newest first, follow each other without a gap or an overlap. */
function expectExactCover(windows: readonly Window[], whole: Window): void {
  expect(windows[0]?.toMs).toBe(whole.toMs);
  expect(windows.at(-1)?.fromMs).toBe(whole.fromMs);
  for (const [i, { fromMs }] of windows.slice(0, -1).entries()) expect(windows[i + 1]?.toMs).toBe(fromMs);
}
