// Metrics as a log line in CloudWatch's embedded metric format, one for each run and scope. CloudWatch reads them from the log, so they
// need no call, no permission and no time.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC_DIMENSIONS, METRIC_NAMESPACE, METRICS } from '../../lib/contract';
import type { Measured, MetricValues } from './metrics';

const SECONDS = new Set<string>([METRICS.longestMissing, METRICS.unseen]);

/** Writes the line. The snapshot's id is no dimension; it helps people who read the log. */
export function writeMetrics({ functionName, region, snapshotId }: Measured, values: MetricValues): void {
  // A new instance each time: several Regions may end at the same time, and an instance collects all metrics added to it.
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: functionName });
  metrics.addDimension(METRIC_DIMENSIONS.region, region);
  metrics.addMetadata('snapshotId', snapshotId);
  for (const [name, value] of Object.entries(values)) {
    metrics.addMetric(name, SECONDS.has(name) ? MetricUnit.Seconds : MetricUnit.Count, value);
  }
  metrics.publishStoredMetrics();
}
