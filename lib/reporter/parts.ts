import { Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ISessionArchive } from '../archive/session-archive-interface';
import { ENVIRONMENT } from '../contract';
import { hoursBetweenRuns } from '../common/schedule-period';
import { createReporterAlarms, NO_ALARMS } from './alarms';
import type { AskedService } from './asked-service';
import { createReporterDashboard } from './dashboard';
import { createReporterLog } from './log';
import type { ReporterAlarms } from './reporter-alarms';
import type { ReporterProps } from './reporter-props';

/** Props of a reporter that do not depend on the service it collects from. */
export interface GivenProps extends ReporterProps {
  readonly archive: ISessionArchive;
  readonly vpc?: ec2.IVpc;
}

/** Props in which the kinds of reporters differ. */
interface PartsProps {
  readonly asked: AskedService;
  /** The collected Regions, or only `ALL_REGIONS`: all Regions together. */
  readonly regions: string[];
  readonly code: lambda.Code;
  /** Environment variables in addition to the archive and the Regions. */
  readonly environment: Readonly<Record<string, string>>;
  readonly createRole: (logGroup: logs.ILogGroup, inVpc: boolean) => iam.IRole;
}

/** The resources of a reporter. */
export interface Parts {
  readonly logGroup: logs.ILogGroup;
  readonly deadLetterQueue: sqs.Queue;
  readonly function: lambda.Function;
  readonly schedule: scheduler.Schedule;
  readonly alarms: ReporterAlarms;
  readonly dashboard?: cloudwatch.Dashboard;
}

/** The longest time that Lambda keeps an asynchronous event. By then, later snapshots exist. */
const MAX_EVENT_AGE = Duration.hours(6);

/** Creates the resources of a reporter. */
export function createParts(reporter: Construct, given: GivenProps, props: PartsProps): Parts {
  const { asked, regions } = props;
  const logGroup = given.logGroup ?? createReporterLog(reporter, given.logRetention);
  const deadLetterQueue = new sqs.Queue(reporter, 'DeadLetterQueue', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const timeout = given.timeout ?? Duration.minutes(15);
  const made = createFunction(reporter, given, props, { logGroup, deadLetterQueue, timeout });
  const expression = given.schedule ?? scheduler.ScheduleExpression.rate(Duration.hours(1));
  const schedule = createSchedule(reporter, expression, asked, { function: made, deadLetterQueue });

  const hours = hoursBetweenRuns(expression.expressionString);
  const watched = { asked, function: made, deadLetterQueue, regions, timeout, hoursBetweenRuns: hours };
  const alarms =
    (given.alarms ?? true)
      ? createReporterAlarms(reporter, 'Alarms', { ...watched, topic: given.alarmTopic })
      : NO_ALARMS;
  // Alarms of another stack would make this stack depend on it.
  const isNear = Stack.of(given.archive) === Stack.of(reporter);
  const ofArchive = isNear ? (given.archive.alarms?.all ?? []) : [];
  const shown = { ...watched, logGroup, alarms: [...alarms.all, ...ofArchive] };
  const dashboard = (given.dashboard ?? true) ? createReporterDashboard(reporter, 'Dashboard', shown) : undefined;
  return { logGroup, deadLetterQueue, function: made, schedule, alarms, dashboard };
}

interface Around extends Pick<Parts, 'logGroup' | 'deadLetterQueue'> {
  readonly timeout: Duration;
}

function createFunction(
  reporter: Construct,
  given: GivenProps,
  { asked, regions, code, environment, createRole }: PartsProps,
  { logGroup, deadLetterQueue, timeout }: Around,
): lambda.Function {
  const { archive, vpc } = given;
  return new lambda.Function(reporter, 'Function', {
    description: `Archives the history of ${asked.sessions} to S3`,
    code,
    handler: 'index.handler',
    runtime: given.runtime ?? lambda.Runtime.NODEJS_24_X,
    architecture: given.architecture ?? lambda.Architecture.ARM_64,
    memorySize: given.memorySize ?? 1024,
    timeout,
    environment: {
      [ENVIRONMENT.archiveBucket]: archive.bucket.bucketName,
      [ENVIRONMENT.regions]: regions.join(','),
      ...environment,
    },
    role: createRole(logGroup, vpc !== undefined),
    logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
    deadLetterQueue,
    retryAttempts: 2,
    maxEventAge: MAX_EVENT_AGE,
    vpc,
    vpcSubnets: given.vpcSubnets,
    securityGroups: given.securityGroups,
  });
}

type Invoked = Pick<Parts, 'function' | 'deadLetterQueue'>;

function createSchedule(
  reporter: Construct,
  schedule: scheduler.ScheduleExpression,
  asked: AskedService,
  invoked: Invoked,
): scheduler.Schedule {
  return new scheduler.Schedule(reporter, 'Schedule', {
    description: `Takes a snapshot of the ${asked.sessions}`,
    schedule,
    target: new targets.LambdaInvoke(invoked.function, {
      input: scheduler.ScheduleTargetInput.fromObject({ scheduledTime: scheduler.ContextAttribute.scheduledTime }),
      maxEventAge: MAX_EVENT_AGE,
      deadLetterQueue: invoked.deadLetterQueue,
      // The target's own policy updates would allow every version and alias of the function.
      role: createScheduleRole(reporter, invoked).withoutPolicyUpdates(),
    }),
  });
}

function createScheduleRole(reporter: Construct, invoked: Invoked): iam.Role {
  const { account } = Stack.of(reporter);
  const scheduleGroup = Stack.of(reporter).formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const allow = (action: string, resource: string) =>
    new iam.PolicyStatement({ actions: [action], resources: [resource] });
  return new iam.Role(reporter, 'ScheduleRole', {
    description: 'Schedule of the session reporter: invokes the function',
    // A schedule of another account must not be able to use this role.
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': scheduleGroup } },
    }),
    inlinePolicies: {
      Invoke: new iam.PolicyDocument({
        statements: [
          allow('lambda:InvokeFunction', invoked.function.functionArn),
          allow('sqs:SendMessage', invoked.deadLetterQueue.queueArn),
        ],
      }),
    },
  });
}
