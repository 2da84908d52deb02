// Parses the days, instants and spans that people type for the beginning and the end of a period.
import { isDay } from '../lib/common/day';
import { DAY_MS, HOUR_MS } from '../lambda/time';

/** From `fromMs` to before `toMs`, epoch milliseconds; null means no limit. */
export interface Period {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

const INSTANT = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?([Zz]|[+-]\d\d:?\d\d)$/;
const SPAN = /^(\d+)(m|h|d|w)$/;
const UNITS_MS = { m: 60_000, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };

const FORMS =
  'Give a UTC day such as 2026-03-01, an instant with its zone such as 2026-03-01T09:30:00Z, or a span before now such as 7d, 12h, 30m or 2w.';

/** The beginning of a period. A day begins with its first millisecond; `7d` is seven times 24 hours before `nowMs`. */
export function periodStart(text: string, nowMs: number): number {
  return isDay(text) ? Date.parse(text) : instantOrSpan(text, nowMs);
}

/** The end of a period, exclusive. A day belongs to the period up to its last millisecond. */
export function periodEnd(text: string, nowMs: number): number {
  return isDay(text) ? Date.parse(text) + DAY_MS : instantOrSpan(text, nowMs);
}

/** @throws Error if a text is not a time, or if the period ends before it begins */
export function period(from: string | undefined, to: string | undefined, nowMs: number): Period {
  const fromMs = from === undefined ? null : periodStart(from, nowMs);
  const toMs = to === undefined ? null : periodEnd(to, nowMs);
  if (fromMs !== null && toMs !== null && fromMs >= toMs) {
    throw new Error(`--from ${String(from)} is not before --to ${String(to)}: give the beginning first, then the end.`);
  }
  return { fromMs, toMs };
}

/** Parses an instant in ISO 8601 with a zone; null for any other text. Rounds up to the next millisecond. */
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
  if (ms === null || !Number.isFinite(new Date(ms).getTime())) throw new Error(`'${text}' is not a time. ${FORMS}`);
  return ms;
}
