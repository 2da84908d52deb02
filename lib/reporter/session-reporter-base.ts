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

/** What every reporter has, whichever service it asks: see `SessionReporter` and `AlibabaSessionReporter`. */
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

  /** Where the events of runs end up that failed for good, or could not be started. Messages are kept for 14 days. */
  public get deadLetterQueue(): sqs.Queue {
    return this._parts.deadLetterQueue;
  }

  /** The log of the function: JSON lines with counts and ids. A new one outlives the stack, until its lines expire. */
  public get logGroup(): logs.ILogGroup {
    return this._parts.logGroup;
  }

  /**
   * The alarms, by what they tell: some for each Region (with `allRegions`, for all together), some for the function. Each can have
   * actions of its own.
   *
   * @example
   * declare const pager: cloudwatch.IAlarmAction;
   * for (const alarm of reporter.alarms.snapshotMissing) alarm.addAlarmAction(pager);
   */
  public get alarms(): ReporterAlarms {
    return this._parts.alarms;
  }

  /** The dashboard, unless there is none. */
  public get dashboard(): cloudwatch.Dashboard | undefined {
    return this._parts.dashboard;
  }

  /**
   * 1 for a run whose snapshot is complete, 0 for one that failed; nothing for one that a later snapshot made superfluous. Sum over
   * 5 minutes.
   *
   * @param archivedRegion the Region whose sessions it is about, or `all` with `allRegions`
   * @param props what to change
   */
  public metricSnapshotComplete(archivedRegion: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return scopeMetric(this.function, METRICS.snapshotComplete, archivedRegion, props);
  }

  /**
   * Records of a complete snapshot. Maximum over 5 minutes.
   *
   * @param archivedRegion the Region whose sessions it is about, or `all` with `allRegions`
   * @param props what to change
   */
  public metricRecords(archivedRegion: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return scopeMetric(this.function, METRICS.records, archivedRegion, props);
  }

  /**
   * Attempts at listing sessions that failed, above all because the service throttled, whether a later one succeeded or not. Sum over
   * 5 minutes.
   *
   * @param archivedRegion the Region whose sessions it is about, or `all` with `allRegions`
   * @param props what to change
   */
  public metricFailedAttempts(archivedRegion: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return scopeMetric(this.function, METRICS.failedAttempts, archivedRegion, props);
  }

  /**
   * Seconds for which the session longest missing has been missing: once seen open, and found in neither state since; 0 if there is
   * none. One that goes missing some 30 days after its start does not count: SSM forgets what nobody ended. Maximum over 5 minutes.
   *
   * @param archivedRegion the Region whose sessions it is about, or `all` with `allRegions`
   * @param props what to change
   */
  public metricLongestMissing(archivedRegion: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return scopeMetric(this.function, METRICS.longestMissing, archivedRegion, props);
  }
}
