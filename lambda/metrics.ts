// What a run in one scope measures: pure, so that the alarms' numbers are tested without CloudWatch.
import { METRICS, type MetricName } from '../lib/contract';
import type { Manifest } from './manifest';
import type { TakenSnapshot } from './snapshot';
import { parseTimestamp, SECOND_MS } from './time';

/** What the values are about. */
export interface Measured {
  readonly functionName: string;
  readonly region: string;
  readonly snapshotId: string;
}

/** By name; `METRICS` tells what each of them is. */
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/**
 * A superseded snapshot says nothing of completeness: the later one has spoken for the scope. Neither it nor a failed one knows
 * which sessions are missing.
 */
export function metricsOf(outcome: TakenSnapshot | 'failed', failedAttempts: number): MetricValues {
  const attempts = { [METRICS.failedAttempts]: failedAttempts };
  if (outcome === 'failed') return { [METRICS.snapshotComplete]: 0, ...attempts };
  if (outcome.manifest === null) return attempts;
  return {
    [METRICS.snapshotComplete]: 1,
    [METRICS.records]: outcome.answer.records,
    [METRICS.longestMissing]: longestMissing(outcome.manifest),
    ...attempts,
  };
}

/** Seconds since the first snapshot that missed the session longest missing, given up or not; 0 if none is missing. */
export function longestMissing({ snapshot_time, pending, unresolved }: Manifest): number {
  const now = parseTimestamp(snapshot_time);
  const ages = [...pending, ...unresolved].map(({ since }) => (now - parseTimestamp(since)) / SECOND_MS);
  return Math.max(0, ...ages);
}
