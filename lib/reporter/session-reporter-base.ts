import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS } from '../contract';
import { scopeMetric } from './metrics';
import type { Parts } from './parts';
import type { ReporterAlarms } from './reporter-alarms';

/** Attributes and metrics that `SessionReporter` and `AlibabaSessionReporter` share. */
export abstract class SessionReporterBase extends Construct {
  /** @internal */
  protected abstract readonly _parts: Parts;

  /** The function that takes the snapshots. */
  public get function(): lambda.Function {
    return this._parts.function;
  }

  /** The schedule that invokes the function with `{"scheduledTime": "..."}`, which names the snapshot. */
  public get schedule(): scheduler.Schedule {
    return this._parts.schedule;
  }

  /** The events of runs that failed finally, or that could not be started. The queue keeps messages for 14 days. */
  public get deadLetterQueue(): sqs.Queue {
    return this._parts.deadLetterQueue;
  }

  /** The function's log: JSON lines with counts and ids. A new log group stays when the stack is deleted. */
  public get logGroup(): logs.ILogGroup {
    return this._parts.logGroup;
  }

  /**
   * The alarms, by their meaning. Some exist for each Region (with `allRegions`, for all Regions together), some for
   * the function. You can add actions to each.
   *
   * @example
   * declare const pager: cloudwatch.IAlarmAction;
   * for (const alarm of reporter.alarms.snapshotMissing) alarm.addAlarmAction(pager);
   */
  public get alarms(): ReporterAlarms {
    return this._parts.alarms;
  }

  /** The dashboard. Undefined if the prop `dashboard` is false. */
  public get dashboard(): cloudwatch.Dashboard | undefined {
    return this._parts.dashboard;
  }

  /**
   * 1 for a run whose snapshot is complete, 0 for a failed run; a superseded run sends nothing. Sum over 5 minutes.
   *
   * @param archivedRegion the Region whose sessions the metric counts, or `all` with `allRegions`
   * @param props options that override the defaults
   */
  public metricSnapshotComplete(archivedRegion: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return scopeMetric(this.function, METRICS.snapshotComplete, archivedRegion, props);
  }

  /**
   * Number of records in a complete snapshot. Maximum over 5 minutes.
   *
   * @param archivedRegion the Region whose sessions the metric counts, or `all` with `allRegions`
   * @param props options that override the defaults
   */
  public metricRecords(archivedRegion: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return scopeMetric(this.function, METRICS.records, archivedRegion, props);
  }

  /**
   * Failed attempts to list sessions, mostly because the service throttled. Includes attempts whose retry succeeded.
   * Sum over 5 minutes.
   *
   * @param archivedRegion the Region whose sessions the metric counts, or `all` with `allRegions`
   * @param props options that override the defaults
   */
  public metricFailedAttempts(archivedRegion: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return scopeMetric(this.function, METRICS.failedAttempts, archivedRegion, props);
  }

  /**
   * Seconds since the longest missing session went missing: a session that was open and is now in neither state; 0 if
   * there is none. A session that goes missing about 30 days after its start does not count, because SSM forgets open
   * sessions, too. Maximum over 5 minutes.
   *
   * @param archivedRegion the Region whose sessions the metric counts, or `all` with `allRegions`
   * @param props options that override the defaults
   */
  public metricLongestMissing(archivedRegion: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return scopeMetric(this.function, METRICS.longestMissing, archivedRegion, props);
  }
}
