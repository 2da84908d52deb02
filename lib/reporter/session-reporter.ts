import { Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALL_REGIONS, ENVIRONMENT, METRICS } from '../contract';
import { distinctIn } from '../distinct-list';
import { SSM } from './asked-service';
import { reporterCode } from './code';
import { acknowledgeReporterFindings } from './findings';
import { announceReporter } from '../catalog/reporters-of-app';
import { createParts } from './parts';
import { placeProblems } from './place';
import type { ReporterAlarms } from './reporter-alarms';
import { scopeMetric } from './metrics';
import type { SessionReporterProps } from './session-reporter-props';
import { createSsmRole } from './role';
import { reporterProblems } from './validation';
import { rejectProblems } from '../validation';

/**
 * Archives the Session Manager sessions of this account on a schedule: a Lambda function, its schedule, log, dead-letter queue,
 * alarms and dashboard.
 *
 * A run that fails is tried again twice. If that fails too, or the function cannot be invoked for six hours, its event goes to
 * `deadLetterQueue`. Nobody has to replay it: the next run that succeeds makes up for those before it, as long as SSM remembers
 * their sessions, which it does for 30 days.
 *
 * @example
 * const archive = new SessionArchive(this, 'Archive');
 * new SessionReporter(this, 'Reporter', { archive, regions: ['eu-west-1', 'us-east-1'] });
 */
export class SessionReporter extends Construct {
  /** The function that takes the snapshots. */
  public readonly function: lambda.Function;

  /** The schedule that invokes the function with `{"scheduledTime": "..."}`, which names the snapshot. */
  public readonly schedule: scheduler.Schedule;

  /** Where the events of runs end up that failed for good, or could not be started. Messages are kept for 14 days. */
  public readonly deadLetterQueue: sqs.Queue;

  /** The log of the function: JSON lines with counts and ids. A new one outlives the stack, until its lines expire. */
  public readonly logGroup: logs.ILogGroup;

  /**
   * The alarms, by what they tell: for each Region (with `allRegions`, for all together), that snapshots are missing, that sessions are,
   * and that SSM throttles; for the function, that runs fail, that events were given up, and that a run came near its timeout. Each can
   * have actions of its own.
   *
   * @example
   * declare const pager: cloudwatch.IAlarmAction;
   * for (const alarm of reporter.alarms.snapshotMissing) alarm.addAlarmAction(pager);
   */
  public readonly alarms: ReporterAlarms;

  /** The dashboard, unless there is none. */
  public readonly dashboard?: cloudwatch.Dashboard;

  /**
   * @param scope the construct that the reporter belongs to
   * @param id the id of the reporter within its scope
   * @param props see the properties; only the archive is required
   */
  constructor(scope: Construct, id: string, props: SessionReporterProps) {
    super(scope, id);
    rejectProblems(this, reporterProblems(props));
    rejectProblems(this, placeProblems(this, props));
    const named = distinctIn(Stack.of(this), props.regions ?? [Stack.of(this).region]);
    const regions = props.allRegions === true ? [ALL_REGIONS] : named;
    announceReporter({ reporter: this, archive: props.archive, account: Stack.of(this).account, regions });

    const parts = createParts(this, props, {
      asked: SSM,
      regions,
      code: reporterCode(),
      environment: {
        [ENVIRONMENT.fullScanIntervalHours]: String((props.fullScanInterval ?? Duration.days(7)).toHours()),
        [ENVIRONMENT.maxConcurrency]: String(props.maxConcurrency ?? 8),
      },
      createRole: (logGroup, inVpc) => createSsmRole(this, { archive: props.archive, regions, logGroup, inVpc }),
    });
    this.function = parts.function;
    this.schedule = parts.schedule;
    this.deadLetterQueue = parts.deadLetterQueue;
    this.logGroup = parts.logGroup;
    this.alarms = parts.alarms;
    this.dashboard = parts.dashboard;
    acknowledgeReporterFindings(this);
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
   * Attempts at DescribeSessions that failed, above all because SSM throttled, whether a later one succeeded or not. Sum over 5
   * minutes.
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
