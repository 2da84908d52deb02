import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';

/** What every reporter takes, whatever it asks for sessions. */
export interface ReporterProps {
  /**
   * When to take a snapshot: a rate of at most one day, or a cron expression. A session is archived with the first snapshot after
   * it started and again with those after it, until its end is known. The alarm for a missing snapshot goes off two hours after
   * the next run should have been: it knows rates and cron expressions for every n hours, and takes any other schedule for a daily
   * one.
   *
   * @default - every hour
   */
  readonly schedule?: scheduler.ScheduleExpression;

  /**
   * Memory of the function in MB, 256 to 10240. Lambda gives CPU in proportion to it.
   *
   * @default 1024
   */
  readonly memorySize?: number;

  /**
   * How long a run may take, 1 to 15 minutes.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;

  /**
   * Node.js runtime of the function, `nodejs20.x` or newer.
   *
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * Processor of the function.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: lambda.Architecture;

  /**
   * How long the function's log is kept. It holds counts and ids, never a session's text, and explains a gap in the archive when
   * an auditor asks about it: audit trails are commonly asked for a year back.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The log group that the function writes to, in the Region of the stack. It is used as it is: retention, encryption and removal stay
   * its owner's. Cannot be combined with `logRetention`.
   *
   * @default - a new log group, which stays when the stack goes
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * Whether there are alarms. Without them nothing says that snapshots are missing, which has to be noticed within 30 days: have
   * alarms of your own on `metricSnapshotComplete`.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#the-alarms
   * @default true
   */
  readonly alarms?: boolean;

  /**
   * The topic that is told when any of the alarms goes off, and when it is over. It must be in the Region of the stack. CloudWatch has
   * to be allowed to publish: a topic with a KMS key needs that in the key's policy, one in another account in its own policy. To tell
   * somebody else of some of them, add actions to those of the `alarms` of the reporter. Cannot be combined with `alarms: false`.
   *
   * @default - nobody is told; the alarms are in the CloudWatch console and on the dashboard
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Whether there is a CloudWatch dashboard. It costs nothing for the first three in an account, and some dollars a month beyond.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * The subnets that the function runs in: private or isolated ones, because a function has no public address. Needs `vpc`.
   *
   * @default - the private subnets of `vpc`, else the isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the function. Needs `vpc`.
   *
   * @default - one new security group that allows all outbound traffic
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}
