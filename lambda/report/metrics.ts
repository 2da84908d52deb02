// What a run in one scope measures: pure, so that the alarms' numbers are tested without CloudWatch.
import { METRICS, SOURCES, type MetricName } from '../../lib/contract';
import type { Manifest } from '../store/manifest';
import { isFading, unseenSeconds } from '../missing';
import type { TakenSnapshot } from '../snapshot';
import { parseTimestamp, SECOND_MS } from '../time';

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
    ...(outcome.manifest.source === SOURCES.alibaba && { [METRICS.unseen]: unseenSeconds(outcome.manifest) }),
    ...attempts,
  };
}

/** The values of all Regions of a run together: complete if all are, the sum of what is counted, the worst of what is missing. */
export function combineMetrics(values: readonly MetricValues[]): MetricValues {
  const combine = (name: MetricName, of: (...numbers: number[]) => number): MetricValues => {
    const numbers = values.flatMap((each) => each[name] ?? []);
    return numbers.length > 0 ? { [name]: of(...numbers) } : {};
  };
  const sum = (...numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    ...combine(METRICS.snapshotComplete, Math.min),
    ...combine(METRICS.records, sum),
    ...combine(METRICS.longestMissing, Math.max),
    ...combine(METRICS.unseen, Math.max),
    ...combine(METRICS.failedAttempts, sum),
  };
}

/** Seconds since the first snapshot that missed the session longest missing, given up or not; 0 if none is. Those that fade do not count. */
export function longestMissing({ snapshot_time, pending, unresolved }: Manifest): number {
  const now = parseTimestamp(snapshot_time);
  const lost = [...pending, ...unresolved].filter((session) => !isFading(session));
  const ages = lost.map(({ since }) => (now - parseTimestamp(since)) / SECOND_MS);
  return Math.max(0, ...ages);
}
