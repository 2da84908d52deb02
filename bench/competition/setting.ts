// What the contestants of a trial find: how many sessions there are, and how the service behaves.
import type { Skew } from '../../local/world/calendar';
import type { Filtering } from '../../local/ssm/paging';

export interface Setting {
  /** In History, about; those of 30 days. */
  readonly sessions: number;
  /** How long every answer takes. */
  readonly latencyMs: number;
  readonly skew: Skew;
  readonly filtering: Filtering;
  /** Null: as many as one likes. */
  readonly requestsPerSecond: number | null;
}

export const REGION = 'eu-west-1';

/** The moment that every trial takes place at, by the service's clock. */
export const NOW = Date.UTC(2026, 0, 31);

/** The plainest case, but for what is said otherwise. */
export function setting(sessions: number, latencyMs: number, other: Partial<Setting> = {}): Setting {
  return { sessions, latencyMs, skew: 'uniform', filtering: 'before-paging', requestsPerSecond: null, ...other };
}

/** `100k sessions, 200 ms a page, skewed`: also its name among the figures. */
export function describeSetting({ sessions, latencyMs, skew, filtering, requestsPerSecond }: Setting): string {
  return [
    `${shortCount(sessions)} sessions`,
    `${latencyMs} ms a page`,
    ...(skew === 'uniform' ? [] : ['90 % in two days']),
    ...(filtering === 'before-paging' ? [] : ['filters after paging']),
    ...(requestsPerSecond === null ? [] : [`${requestsPerSecond} requests/s`]),
  ].join(', ');
}

/** `100k`, `1M`. */
export function shortCount(count: number): string {
  if (count >= 1_000_000) return `${count / 1_000_000}M`;
  return count >= 1000 ? `${count / 1000}k` : String(count);
}
