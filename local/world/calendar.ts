import type { Random } from './random';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** The length of the world's months. */
const PERIOD_DAYS = 30;

/** How a month's sessions spread over its days: `uniform` over the working days, or 90 % of them in two days. */
export type Skew = 'uniform' | 'two-days';

/** Weight of each UTC hour for session starts: low at night, a dip at lunch, a second shift in the evening. */
const HOURS = [1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 9, 6, 8, 9, 9, 7, 4, 2, 1, 2, 1, 1, 0.5, 0.5];
const WEEKEND = 0.15;

/** How many sessions start on the world's day `day` (0: the first). Every 30 days have exactly `perPeriod` sessions. */
export function sessionsOnDay(day: number, firstDayMs: number, perPeriod: number, skew: Skew): number {
  const first = day - (day % PERIOD_DAYS);
  const weights = Array.from({ length: PERIOD_DAYS }, (_, i) => dayWeight(i, firstDayMs + (first + i) * DAY, skew));
  const total = sum(weights);
  const until = (days: number) => Math.round((perPeriod * sum(weights.slice(0, days))) / total);
  return until((day % PERIOD_DAYS) + 1) - until(day % PERIOD_DAYS);
}

/** Returns the start times of one day: ascending, all different, all after `after`. */
export function startsOnDay(random: Random, count: number, dayMs: number, after: number): Float64Array {
  const total = sum(HOURS);
  const starts = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let rest = random() * total;
    let hour = 0;
    for (; rest >= (HOURS[hour] ?? Infinity); hour++) rest -= HOURS[hour] ?? 0;
    starts[i] = Math.floor(dayMs + (hour + random()) * HOUR);
  }
  starts.sort();
  let previous = after;
  for (let i = 0; i < count; i++) starts[i] = previous = Math.max(starts[i] ?? 0, previous + 1);
  return starts;
}

function dayWeight(dayOfPeriod: number, dayMs: number, skew: Skew): number {
  if (skew === 'two-days') return dayOfPeriod === 12 || dayOfPeriod === 13 ? 0.45 : 0.1 / (PERIOD_DAYS - 2);
  const weekday = new Date(dayMs).getUTCDay();
  return weekday === 0 || weekday === 6 ? WEEKEND : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
