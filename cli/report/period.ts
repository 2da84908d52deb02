// The period of a report, in days.
import { DAY_MS, floorTo, formatDay } from '../../lambda/time';

/** UTC days on which sessions started: the first millisecond of the first and of the last one. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whole weeks, so that each weekday counts equally, within the 30 days that a first snapshot reads. */
const DEFAULT_DAYS = 28;

/** A snapshot has the sessions that ended in the 30 days before it, and the last day's snapshot may be published a day later. */
const MEMORY_DAYS = 31;

/** @throws Error if it ends before it begins */
export function periodOf(from: number | undefined, to: number | undefined, now: number): Period {
  const today = floorTo(now, DAY_MS);
  const toMs = to ?? Math.max(today - DAY_MS, from ?? -Infinity);
  const fromMs = from ?? toMs - (DEFAULT_DAYS - 1) * DAY_MS;
  if (fromMs > toMs)
    throw new Error(
      `The period ends before it begins: --from is ${formatDay(fromMs)}, --to is ${formatDay(toMs)}. Give its first and its last day.`,
    );
  return { fromMs, toMs };
}

export const firstDay = ({ fromMs }: Period) => formatDay(fromMs);
export const lastDay = ({ toMs }: Period) => formatDay(toMs);

/** The first millisecond after the period. */
export const endOf = ({ toMs }: Period) => toMs + DAY_MS;

export const daysOf = ({ fromMs, toMs }: Period): string[] =>
  Array.from({ length: (toMs - fromMs) / DAY_MS + 1 }, (_, index) => formatDay(fromMs + index * DAY_MS));

/** The days of snapshots that have the period's sessions. A snapshot's name may be a day older than its content. */
export function snapshotsOf({ fromMs, toMs }: Period): Period {
  return { fromMs: fromMs - DAY_MS, toMs: toMs + MEMORY_DAYS * DAY_MS };
}
