import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';

/** Properties that all reporters share. */
export interface ReporterProps {
  /**
   * When to take a snapshot: a rate of at most one day, or a cron expression. The first snapshot after a session's
   * start archives the session, and so do later ones until its end is known. The alarm for a missing snapshot goes off
   * two hours after the next run was due. It understands rates and cron expressions for every n hours, and treats any
   * other schedule as daily.
   *
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   * @default - every hour
   */
  readonly schedule?: scheduler.ScheduleExpression;

  /**
   * Memory of the function in MB, 256 to 10240. Lambda gives the function CPU in proportion.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   * @default 1024
   */
  readonly memorySize?: number;

  /**
   * How long a run may take, 1 to 15 minutes.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
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
   * How long CloudWatch Logs keeps the function's log. The log holds counts and ids, never a session's text. It
   * explains a gap in the archive to an auditor; auditors commonly ask for a year.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * An existing log group for the function, in the Region of the stack. The construct changes nothing in it: you own
   * its retention, encryption and removal. Cannot be combined with `logRetention`.
   *
   * @default - a new log group, which stays when the stack is deleted
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * Whether to create alarms. Without them, nothing reports missing snapshots, which you have to notice within 30 days:
   * create your own alarms on `metricSnapshotComplete`.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#the-alarms
   * @default true
   */
  readonly alarms?: boolean;

  /**
   * The topic that all alarms notify, when they go off and when they recover. It must be in the Region of the stack.
   * CloudWatch must be allowed to publish: for a topic with a KMS key, the key's policy must allow that; for a topic in
   * another account, the topic's policy. To notify somebody else about some alarms, add actions to the reporter's
   * `alarms`. Cannot be combined with `alarms: false`.
   *
   * @default - the alarms notify nobody; you see them in the CloudWatch console and on the dashboard
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Whether to create a CloudWatch dashboard. The first three in an account cost nothing; each further one costs some
   * dollars a month.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * The subnets that the function runs in: private or isolated subnets, because a function has no public address. Needs
   * `vpc`.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   * @default - the private subnets of `vpc`, or else its isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the function. Needs `vpc`.
   *
   * @default - one new security group that allows all outbound traffic
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}
