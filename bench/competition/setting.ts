// The setting of a trial: the number of sessions, and how the service behaves.
import type { Skew } from '../../local/world/calendar';
import type { Filtering } from '../../local/ssm/paging';

export interface Setting {
  /** The approximate number of sessions in History, which covers 30 days. */
  readonly sessions: number;
  /** The latency of every answer. */
  readonly latencyMs: number;
  readonly skew: Skew;
  readonly filtering: Filtering;
  /** Null: no limit. */
  readonly requestsPerSecond: number | null;
}

export const REGION = 'eu-west-1';

/** The time of every trial, by the service's clock. */
export const NOW = Date.UTC(2026, 0, 31);

/** A setting with defaults for everything that `other` does not set. */
export function setting(sessions: number, latencyMs: number, other: Partial<Setting> = {}): Setting {
  return { sessions, latencyMs, skew: 'uniform', filtering: 'before-paging', requestsPerSecond: null, ...other };
}

/** `100k sessions, 200 ms a page, 90 % in two days`. It is also the name of the setting in the figures. */
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
