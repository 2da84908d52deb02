// The demo's data: a made-up company, a month of its sessions, and a working day at the end of the month.
import { createWorld, type World } from '../world/world';

export const ACCOUNT = '123456789012';
export const REGIONS = ['eu-west-1', 'us-east-1'] as const;
export const SESSIONS_PER_REGION = 1500;
/** How long after its scheduled time a run begins. */
export const RUN_DELAY_MS = 2000;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** 09:00 to 16:00 UTC of the last working day before today, epoch milliseconds. Two demos on one day show the same. */
export function workingHours(now: number): number[] {
  let day = Math.floor(now / DAY) * DAY - DAY;
  while ([0, 6].includes(new Date(day).getUTCDay())) day -= DAY;
  return Array.from({ length: 8 }, (_, i) => day + (9 + i) * HOUR);
}

/** The first of the 30 days whose last day has these hours. Epoch milliseconds. */
export function firstDay(hours: readonly number[]): number {
  return Math.floor((hours[0] ?? 0) / DAY) * DAY - 29 * DAY;
}

/** Makes a company that has worked for those 30 days and still works. */
export function createDemoWorld(hours: readonly number[]): World {
  const from = firstDay(hours);
  return createWorld({ seed: 2018, accountId: ACCOUNT, regions: REGIONS, sessions: SESSIONS_PER_REGION, from });
}
