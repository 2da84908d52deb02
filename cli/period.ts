// Days, instants and spans of time as people type them: where a period begins and where it ends.
import { isDay } from '../lib/day';
import { DAY_MS, HOUR_MS } from '../lambda/time';

/** Half-open, epoch milliseconds; null is an open end. */
export interface Period {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

const INSTANT = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?([Zz]|[+-]\d\d:?\d\d)$/;
const SPAN = /^(\d+)(m|h|d|w)$/;
const UNITS_MS = { m: 60_000, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };

const FORMS =
  'Give a UTC day such as 2026-03-01, an instant with its zone such as 2026-03-01T09:30:00Z, or a span before now such as 7d, 12h, 30m or 2w.';

/** Where a period begins. A day begins with its first millisecond; `7d` is seven times 24 hours before `nowMs`. */
export function periodStart(text: string, nowMs: number): number {
  return isDay(text) ? Date.parse(text) : instantOrSpan(text, nowMs);
}

/** Where a period ends: what is there is no longer in it. A day is in the period to its last millisecond. */
export function periodEnd(text: string, nowMs: number): number {
  return isDay(text) ? Date.parse(text) + DAY_MS : instantOrSpan(text, nowMs);
}

/** @throws Error if one of the texts is no time, or the period ends before it begins */
export function period(from: string | undefined, to: string | undefined, nowMs: number): Period {
  const fromMs = from === undefined ? null : periodStart(from, nowMs);
  const toMs = to === undefined ? null : periodEnd(to, nowMs);
  if (fromMs !== null && toMs !== null && fromMs >= toMs) {
    throw new Error(`--from ${String(from)} is not before --to ${String(to)}: give the beginning first, then the end.`);
  }
  return { fromMs, toMs };
}

/** The instant, in ISO 8601 with a zone; null for any other text. What is finer than a millisecond belongs to the next one. */
export function parseInstant(text: string): number | null {
  const [, day = '', time = '', zone = ''] = INSTANT.exec(text) ?? [];
  if (!isDay(day)) return null;
  const ms = Date.parse(`${day}T${time.replace(/(\.\d{3})\d+$/, '$1')}${zone.toUpperCase()}`);
  if (Number.isNaN(ms)) return null;
  return /\.\d{3}\d*[1-9]/.test(time) ? ms + 1 : ms;
}

function instantOrSpan(text: string, nowMs: number): number {
  const [, count, unit] = SPAN.exec(text) ?? [];
  const ms = unit === undefined ? parseInstant(text) : nowMs - Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
  if (ms === null || !Number.isFinite(new Date(ms).getTime())) throw new Error(`'${text}' is no time. ${FORMS}`);
  return ms;
}
