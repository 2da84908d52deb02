import fc from 'fast-check';
import { parseInstant, period, periodEnd, periodStart } from '../../cli/period';

const NOW = Date.UTC(2026, 2, 10, 12, 30);
const DAY = 86_400_000;
const times = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true });

test('a day belongs to the period as a whole, an instant is its exact start or end', () => {
  fc.assert(
    fc.property(times, (date) => {
      const day = date.toISOString().slice(0, 10);
      expect(periodEnd(day, NOW) - periodStart(day, NOW)).toBe(DAY);
      expect(periodStart(day, NOW)).toBe(Date.parse(day));
      expect(periodStart(date.toISOString(), NOW)).toBe(date.getTime());
      expect(periodEnd(date.toISOString(), NOW)).toBe(date.getTime());
    }),
  );
});

test('an instant means the same in every zone', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: -12 * 60, max: 14 * 60 }), (date, minutes) => {
      const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
      const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      const zone = `${minutes < 0 ? '-' : '+'}${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      expect(parseInstant(`${local}${zone}`)).toBe(date.getTime());
    }),
  );
});

test('a span is counted back from now', () => {
  const minute = 60_000;
  expect(periodStart('7d', NOW)).toBe(NOW - 7 * DAY);
  expect(periodStart('12h', NOW)).toBe(NOW - 720 * minute);
  expect(periodStart('30m', NOW)).toBe(NOW - 30 * minute);
  expect(periodEnd('2w', NOW)).toBe(NOW - 14 * DAY);
});

test('a fraction of a millisecond is rounded up', () => {
  expect(parseInstant('2026-03-01T00:00:00.1234Z')).toBe(Date.UTC(2026, 2, 1, 0, 0, 0, 124));
  expect(parseInstant('2026-03-01T00:00:00.12300Z')).toBe(Date.UTC(2026, 2, 1, 0, 0, 0, 123));
  expect(parseInstant('2026-03-01T00:00:00.5Z')).toBe(Date.UTC(2026, 2, 1, 0, 0, 0, 500));
});

test.each([
  '2026-02-30',
  '2026-02-30T00:00:00Z',
  '2026-03-01T09:30:00',
  'yesterday',
  '',
  '7',
  'd',
  '-7d',
  '9999999999w',
])('%j is refused with a message that quotes it', (text) => {
  expect(() => periodStart(text, NOW)).toThrow(`'${text}' is not a time. Give a UTC day such as`);
});

test('a period must end after it begins', () => {
  expect(period('2026-03-01', '2026-03-01', NOW)).toEqual({
    fromMs: Date.UTC(2026, 2, 1),
    toMs: Date.UTC(2026, 2, 2),
  });
  expect(period(undefined, undefined, NOW)).toEqual({ fromMs: null, toMs: null });
  expect(() => period('2026-03-02', '2026-03-01', NOW)).toThrow('--from 2026-03-02 is not before --to 2026-03-01');
});
