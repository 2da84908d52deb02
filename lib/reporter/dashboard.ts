import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { METRICS, type MetricName } from '../contract';
import type { Watched } from './alarms';
import { scopeMetric } from './metrics';

interface ReporterDashboardProps extends Watched {
  readonly logGroup: logs.ILogGroup;
  readonly alarms: cloudwatch.IAlarm[];
}

/** Widths of a dashboard's grid. */
const FULL = 24;
const HALF = 12;

/** The most alarms that CloudWatch shows in one widget. */
const MOST_ALARMS = 100;

/**
 * Creates the dashboard: the alarms, graphs for each Region, graphs about the function, and the latest lines of the
 * log.
 */
export function createReporterDashboard(
  scope: Construct,
  id: string,
  props: ReporterDashboardProps,
): cloudwatch.Dashboard {
  return new cloudwatch.Dashboard(scope, id, {
    defaultInterval: Duration.days(7),
    widgets: [
      ...alarmRows(props.alarms),
      [
        regionGraph(props, 'Complete snapshots', METRICS.snapshotComplete),
        regionGraph(props, 'Records of a snapshot', METRICS.records),
      ],
      [
        regionGraph(props, `Failed attempts at ${props.asked.operation}`, METRICS.failedAttempts),
        regionGraph(props, 'Session longest missing, seconds', METRICS.longestMissing),
      ],
      ...(props.asked.showsOnlyLatest
        ? [[regionGraph(props, 'Seconds in which sessions may have been lost', METRICS.unseen, FULL)]]
        : []),
      [functionGraph(props), failureGraph(props)],
      [lastOutcomes(props.logGroup)],
    ],
  });
}

function alarmRows(alarms: cloudwatch.IAlarm[]): cloudwatch.IWidget[][] {
  const rows: cloudwatch.IWidget[][] = [];
  for (let first = 0; first < alarms.length; first += MOST_ALARMS) {
    const some = alarms.slice(first, first + MOST_ALARMS);
    rows.push([new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: some, width: FULL })]);
  }
  return rows;
}

/** A line for each Region. */
function regionGraph(
  props: ReporterDashboardProps,
  title: string,
  metric: MetricName,
  width = HALF,
): cloudwatch.IWidget {
  const period = Duration.hours(props.hoursBetweenRuns);
  const left = props.regions.map((region) => scopeMetric(props.function, metric, region, { label: region, period }));
  return new cloudwatch.GraphWidget({ title, left, leftYAxis: { min: 0 }, width });
}

function functionGraph({ function: reporter }: ReporterDashboardProps): cloudwatch.IWidget {
  const longest = reporter.metricDuration({ statistic: cloudwatch.Stats.MAXIMUM, label: 'longest run' });
  return new cloudwatch.GraphWidget({ title: 'Duration', left: [longest], leftYAxis: { min: 0 }, width: HALF });
}

function failureGraph({ function: reporter, deadLetterQueue }: ReporterDashboardProps): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title: 'Failed runs, events in the dead-letter queue',
    left: [
      reporter.metricErrors({ label: 'failed runs' }),
      deadLetterQueue.metricApproximateNumberOfMessagesVisible({ label: 'in the dead-letter queue' }),
    ],
    leftYAxis: { min: 0 },
    width: HALF,
  });
}

/** The log lines that the reporter writes for each Region and run. */
function lastOutcomes(logGroup: logs.ILogGroup): cloudwatch.IWidget {
  return new cloudwatch.LogQueryWidget({
    title: 'What the last runs did',
    logGroupNames: [logGroup.logGroupName],
    queryLines: [
      'fields @timestamp, message, region, snapshotId, mode, why, records, pages, pending, unresolved, faded, seconds, reason',
      "filter message like 'Snapshot '",
      'sort @timestamp desc',
      'limit 50',
    ],
    width: FULL,
    height: 9,
  });
}
