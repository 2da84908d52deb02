import { Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALL_REGIONS, ENVIRONMENT, METRICS } from '../contract';
import { distinctIn } from '../distinct-list';
import { reporterCode } from './code';
import { acknowledgeReporterFindings } from './findings';
import { createReporterLog } from './log';
import { hoursBetweenRuns } from '../schedule-period';
import { announceReporter } from '../catalog/reporters-of-app';
import { createReporterAlarms, NO_ALARMS } from './alarms';
import { placeProblems } from './place';
import { createReporterDashboard } from './dashboard';
import type { ReporterAlarms } from './reporter-alarms';
import { scopeMetric } from './metrics';
import type { SessionReporterProps } from './session-reporter-props';
import { createReporterRole } from './role';
import { reporterProblems } from './validation';
import { rejectProblems } from '../validation';

/** The longest that Lambda keeps an asynchronous event. A snapshot this late has long been followed by others. */
const MAX_EVENT_AGE = Duration.hours(6);

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

    this.logGroup = props.logGroup ?? createReporterLog(this, props.logRetention);
    this.deadLetterQueue = new sqs.Queue(this, 'DeadLetterQueue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const timeout = props.timeout ?? Duration.minutes(15);
    this.function = this.createFunction(props, regions, timeout);
    const schedule = props.schedule ?? scheduler.ScheduleExpression.rate(Duration.hours(1));
    this.schedule = this.createSchedule(schedule);

    const watched = {
      function: this.function,
      deadLetterQueue: this.deadLetterQueue,
      regions,
      timeout,
      hoursBetweenRuns: hoursBetweenRuns(schedule.expressionString),
    };
    this.alarms =
      (props.alarms ?? true)
        ? createReporterAlarms(this, 'Alarms', { ...watched, topic: props.alarmTopic })
        : NO_ALARMS;
    if (props.dashboard ?? true) {
      // Those of another stack would tie the stacks together.
      const isNear = Stack.of(props.archive) === Stack.of(this);
      const ofArchive = isNear ? (props.archive.alarms?.all ?? []) : [];
      const shown = { ...watched, logGroup: this.logGroup, alarms: [...this.alarms.all, ...ofArchive] };
      this.dashboard = createReporterDashboard(this, 'Dashboard', shown);
    }
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

  private createFunction(props: SessionReporterProps, regions: string[], timeout: Duration): lambda.Function {
    const { archive, vpc } = props;
    return new lambda.Function(this, 'Function', {
      description: 'Archives the history of Session Manager sessions to S3',
      code: reporterCode(),
      handler: 'index.handler',
      runtime: props.runtime ?? lambda.Runtime.NODEJS_24_X,
      architecture: props.architecture ?? lambda.Architecture.ARM_64,
      memorySize: props.memorySize ?? 1024,
      timeout,
      environment: {
        [ENVIRONMENT.archiveBucket]: archive.bucket.bucketName,
        [ENVIRONMENT.regions]: regions.join(','),
        [ENVIRONMENT.fullScanIntervalHours]: String((props.fullScanInterval ?? Duration.days(7)).toHours()),
        [ENVIRONMENT.maxConcurrency]: String(props.maxConcurrency ?? 8),
      },
      role: createReporterRole(this, { archive, regions, logGroup: this.logGroup, inVpc: vpc !== undefined }),
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      deadLetterQueue: this.deadLetterQueue,
      retryAttempts: 2,
      maxEventAge: MAX_EVENT_AGE,
      vpc,
      vpcSubnets: props.vpcSubnets,
      securityGroups: props.securityGroups,
    });
  }

  private createSchedule(schedule: scheduler.ScheduleExpression): scheduler.Schedule {
    return new scheduler.Schedule(this, 'Schedule', {
      description: 'Takes a snapshot of the Session Manager sessions',
      schedule,
      target: new targets.LambdaInvoke(this.function, {
        input: scheduler.ScheduleTargetInput.fromObject({ scheduledTime: scheduler.ContextAttribute.scheduledTime }),
        maxEventAge: MAX_EVENT_AGE,
        deadLetterQueue: this.deadLetterQueue,
        // Without the policy updates of the target, which would allow every version and alias of the function.
        role: this.createScheduleRole().withoutPolicyUpdates(),
      }),
    });
  }

  private createScheduleRole(): iam.Role {
    const { account } = Stack.of(this);
    const scheduleGroup = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    const allow = (action: string, resource: string) =>
      new iam.PolicyStatement({ actions: [action], resources: [resource] });
    return new iam.Role(this, 'ScheduleRole', {
      description: 'Schedule of the session reporter: invokes it',
      // Another account's schedule must not be able to borrow this role.
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': scheduleGroup } },
      }),
      inlinePolicies: {
        Invoke: new iam.PolicyDocument({
          statements: [
            allow('lambda:InvokeFunction', this.function.functionArn),
            allow('sqs:SendMessage', this.deadLetterQueue.queueArn),
          ],
        }),
      },
    });
  }
}
