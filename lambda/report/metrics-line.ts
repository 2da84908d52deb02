// The adapter to CloudWatch: one log line in its embedded metric format a run and scope. CloudWatch reads it from the log, so that
// metrics need no call, no permission and no time.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC_DIMENSIONS, METRIC_NAMESPACE, METRICS } from '../../lib/contract';
import type { Measured, MetricValues } from './metrics';

const SECONDS = new Set<string>([METRICS.longestMissing, METRICS.unseen]);

/** Writes the line. The snapshot is no dimension: it is there for whoever reads the log. */
export function writeMetrics({ functionName, region, snapshotId }: Measured, values: MetricValues): void {
  // One each time: Regions end at the same time, and an instance gathers whatever is added to it.
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: functionName });
  metrics.addDimension(METRIC_DIMENSIONS.region, region);
  metrics.addMetadata('snapshotId', snapshotId);
  for (const [name, value] of Object.entries(values)) {
    metrics.addMetric(name, SECONDS.has(name) ? MetricUnit.Seconds : MetricUnit.Count, value);
  }
  metrics.publishStoredMetrics();
}
