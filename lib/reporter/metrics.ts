import { Metric, Stats, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { METRIC_DIMENSIONS, METRIC_NAMESPACE, METRICS, type MetricName } from '../contract';

/** How each metric combines the values of several runs: their sum, or their maximum. */
const STATISTICS: Readonly<Record<MetricName, string>> = {
  [METRICS.snapshotComplete]: Stats.SUM,
  [METRICS.records]: Stats.MAXIMUM,
  [METRICS.failedAttempts]: Stats.SUM,
  [METRICS.longestMissing]: Stats.MAXIMUM,
  [METRICS.unseen]: Stats.MAXIMUM,
};

/** A metric that the reporter's function sends for one of its Regions. */
export function scopeMetric(
  reporter: lambda.IFunction,
  metricName: MetricName,
  region: string,
  options: MetricOptions = {},
): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [METRIC_DIMENSIONS.functionName]: reporter.functionName, [METRIC_DIMENSIONS.region]: region },
    statistic: STATISTICS[metricName],
    ...options,
  });
}
