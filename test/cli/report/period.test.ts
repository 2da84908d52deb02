import fc from 'fast-check';
import { daysOf, firstDay, lastDay, periodOf, snapshotsOf } from '../../../cli/report/period';

const NOW = Date.parse('2026-11-25T15:00:00Z');
const day = Date.parse;

test.each([
  ['neither day', undefined, undefined, '2026-10-28', '2026-11-24', 28],
  ['the last day alone', undefined, '2026-03-31', '2026-03-04', '2026-03-31', 28],
  ['the first day alone', '2026-11-01', undefined, '2026-11-01', '2026-11-24', 24],
  ['today', '2026-11-25', undefined, '2026-11-25', '2026-11-25', 1],
  ['both days', '2026-01-01', '2026-03-31', '2026-01-01', '2026-03-31', 90],
])('the period of a report, given %s', (_, from, to, first, last, days) => {
  const period = periodOf(from === undefined ? from : day(from), to === undefined ? to : day(to), NOW);
  expect([firstDay(period), lastDay(period), daysOf(period).length]).toEqual([first, last, days]);
});

test('a period that ends before it begins is refused with both days', () => {
  expect(() => periodOf(day('2026-02-02'), day('2026-02-01'), NOW)).toThrow(/--from is 2026-02-02, --to is 2026-02-01/);
});

test('the snapshots read for a period begin a day before it and end 31 days after it', () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.nat(400), (first, length) => {
      const period = { fromMs: first * 86_400_000, toMs: (first + length) * 86_400_000 };
      const { fromMs, toMs } = snapshotsOf(period);
      expect(period.fromMs - fromMs).toBe(86_400_000);
      expect(toMs - period.toMs).toBe(31 * 86_400_000);
      expect(daysOf(period)).toHaveLength(length + 1);
    }),
  );
});
