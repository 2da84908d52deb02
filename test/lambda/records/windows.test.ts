import fc from 'fast-check';
import { assertExactCover, middleOf, tile, type Window } from '../../../lambda/records/windows';

const bound = fc.option(fc.integer({ min: 0, max: 40 }).map((n) => n * 1000));
const window = fc.tuple(bound, bound).map(([fromMs, toMs]): Window => ({ fromMs, toMs }));
const contains = ({ fromMs, toMs }: Window, ms: number) => ms >= (fromMs ?? -Infinity) && ms < (toMs ?? Infinity);
const isProper = ({ fromMs, toMs }: Window) => (fromMs ?? -Infinity) < (toMs ?? Infinity);

test('any written windows and the gaps they leave cover the whole exactly', () => {
  fc.assert(
    fc.property(fc.array(window), window.filter(isProper), (written, whole) => {
      const { chosen, gaps } = tile(written, whole);
      for (const one of chosen) expect(written).toContain(one);
      // Around every possible bound, and beyond all of them.
      for (let ms = -1500; ms <= 42_000; ms += 500) {
        const covers = [...chosen, ...gaps].filter((one) => contains(one, ms)).length;
        expect(covers).toBe(contains(whole, ms) ? 1 : 0);
      }
      expect(gaps.every(isProper)).toBe(true);
      expect([...gaps].sort((a, b) => (b.toMs ?? Infinity) - (a.toMs ?? Infinity))).toEqual(gaps);
      expect(() => {
        assertExactCover([...chosen, ...gaps], whole);
      }).not.toThrow();
    }),
  );
});

test('a written window is used whenever nothing else overlaps it', () => {
  const written = [
    { fromMs: 5000, toMs: null },
    { fromMs: null, toMs: 2000 },
  ];
  expect(tile(written, { fromMs: null, toMs: null })).toEqual({
    chosen: written,
    gaps: [{ fromMs: 2000, toMs: 5000 }],
  });
});

test.each<[string, Window[]]>([
  [
    'a gap',
    [
      { fromMs: null, toMs: 1000 },
      { fromMs: 2000, toMs: null },
    ],
  ],
  [
    'an overlap',
    [
      { fromMs: null, toMs: 2000 },
      { fromMs: 1000, toMs: null },
    ],
  ],
  ['an empty list', []],
])('%s is no exact cover', (_, windows) => {
  expect(() => {
    assertExactCover(windows, { fromMs: null, toMs: null });
  }).toThrow(/do not tile/);
});

test('the middle is a whole second strictly inside, or there is none', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.nat(10_000_000), (fromMs, toMs) => {
      const middleMs = middleOf(fromMs, toMs);
      if (middleMs === null) {
        expect(toMs - fromMs).toBeLessThan(2000);
      } else {
        expect(middleMs % 1000).toBe(0);
        expect(middleMs > fromMs && middleMs < toMs).toBe(true);
      }
    }),
  );
});
