// The metrics of a run in one scope. Pure, so that the numbers behind the alarms are tested without CloudWatch.
import { METRICS, SOURCES, type MetricName } from '../../lib/contract';
import type { Manifest } from '../store/manifest';
import { isFading, unseenSeconds } from '../missing';
import type { TakenSnapshot } from '../snapshot';
import { parseTimestamp, SECOND_MS } from '../time';

/** The run and scope that the values describe. */
export interface Measured {
  readonly functionName: string;
  readonly region: string;
  readonly snapshotId: string;
}

/** Values by name. `METRICS` in the contract describes each of them. */
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/**
 * A superseded snapshot has no metric of completeness, because the later snapshot has it. Neither a superseded nor a failed one knows
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

/** The values of all Regions together: complete if all are complete, the sum of counts, the longest of times. */
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

/** For how many seconds the session longest missing has been missing, unresolved ones included; 0 if none is. Fading ones do not count. */
export function longestMissing({ snapshot_time, pending, unresolved }: Manifest): number {
  const now = parseTimestamp(snapshot_time);
  const lost = [...pending, ...unresolved].filter((session) => !isFading(session));
  const ages = lost.map(({ since }) => (now - parseTimestamp(since)) / SECOND_MS);
  return Math.max(0, ...ages);
}
