import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import * as events from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../common/acknowledge';
import { createStateMachine } from '../common/acknowledged-state-machine';
import { idOf, type Visible } from '../catalog/line-table';
import type { Trail } from '../catalog/trail-table';
import { isInOtherRegion } from '../common/region-problems';
import { createCurationAlarms } from './alarms';
import { createCuratedBucket, RESULTS_PREFIX, TABLES_PREFIX } from './bucket';
import type { CurationAlarms } from './curation-alarms';
import { curationDefinition, TIMEOUT_SECONDS } from './definition';
import { allowListingExecutions, createCurationRole, createStarterRole } from './role';
import { hoursBetweenCurations, isDaily } from './schedule';

export interface CurationProps {
  /** The archive's bucket. */
  readonly bucket: s3.IBucket;
  /** The KMS key of the archive's objects. */
  readonly encryptionKey?: IKey;
  readonly databaseName: string;
  /** The accounts and Regions that queries see. */
  readonly visible: Visible;
  /** First day of the ledger, `yyyy-MM-dd`. */
  readonly firstSnapshotDay: string;
  /** @default - once a day */
  readonly curationSchedule?: scheduler.ScheduleExpression;
  /** @default - forever */
  readonly retention?: Duration;
  /** @default - the alarms notify nobody */
  readonly alarmTopic?: sns.ITopic;
  /** Removal policy of the bucket of the curated tables. */
  readonly removalPolicy?: RemovalPolicy;
  /** @default - the curation reads no trail */
  readonly trail?: Trail;
}

interface WorkGroupOf {
  readonly name: string;
  readonly description: string;
  readonly bytesScannedCutoff?: Size;
}

/**
 * Makes Parquet tables from the archive's records, so that a query about years takes a second: a Step Functions state
 * machine that runs SQL in Athena once a day, and after each deployment of the stack.
 */
export class Curation extends Construct {
  /** With the input `{"rebuild": true}`, it makes the curated tables from scratch. */
  public readonly stateMachine: sfn.StateMachine;

  public readonly alarms: CurationAlarms;

  /** The bucket of the curated tables. */
  public readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, props: CurationProps) {
    super(scope, id);
    const { removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, databaseName, encryptionKey } = props;
    // A bucket can only be encrypted with a key of its own Region.
    const curatedKey = encryptionKey && !isInOtherRegion(this, encryptionKey) ? encryptionKey : undefined;
    this.bucket = createCuratedBucket(this, curatedKey, removalPolicy);
    const workGroup = this.createWorkGroup(databaseName, curatedKey);
    const { trail } = props;
    const trailWorkGroup = trail && this.createTrailWorkGroup(trail, databaseName, curatedKey);
    const role = createCurationRole(this, {
      archive: props.bucket,
      archiveKey: encryptionKey,
      curated: this.bucket,
      curatedKey,
      databaseName,
      workGroupNames: [workGroup, ...(trailWorkGroup ? [trailWorkGroup] : [])].map(({ name }) => name),
      trail,
    });
    this.stateMachine = this.createStateMachine(role, workGroup.name, trailWorkGroup?.name, props);
    allowListingExecutions(this.stateMachine);
    const schedule = props.curationSchedule ?? scheduler.ScheduleExpression.rate(Duration.days(1));
    const starter = createStarterRole(
      this,
      this.stateMachine,
      'Schedule and rule of the curation of the session archive: start the state machine',
      ['scheduler.amazonaws.com', 'events.amazonaws.com'],
    ).withoutPolicyUpdates();
    this.schedule(starter, schedule);
    this.startAfterDeployments(starter);
    this.alarms = createCurationAlarms(this, {
      stateMachine: this.stateMachine,
      hours: hoursBetweenCurations(schedule.expressionString),
      topic: props.alarmTopic,
    });
    acknowledgeInPacks(
      this,
      'IAMNoInlinePolicy',
      'Each policy belongs to one role of the state machine or its schedule, and is deleted with it. A managed policy could be attached to other roles.',
    );
  }

  /** A separate workgroup, because the limit for people's queries would cancel a MERGE. */
  private createWorkGroup(databaseName: string, curatedKey: IKey | undefined): CfnWorkGroup {
    return this.createWorkGroupOf('WorkGroup', databaseName, curatedKey, {
      name: `${databaseName}_curation`,
      description: 'Curation of the archive of Session Manager sessions',
    });
  }

  /**
   * A separate workgroup with a limit on the cost of reading the trail, because nobody knows the size of a trail
   * beforehand.
   */
  private createTrailWorkGroup(trail: Trail, databaseName: string, curatedKey: IKey | undefined): CfnWorkGroup {
    return this.createWorkGroupOf('TrailWorkGroup', databaseName, curatedKey, {
      name: `${databaseName}_trail`,
      description: 'Curation of the archive of Session Manager sessions: reads the trail',
      bytesScannedCutoff: trail.bytesScannedCutoff ?? Size.tebibytes(1),
    });
  }

  private createWorkGroupOf(
    id: string,
    databaseName: string,
    curatedKey: IKey | undefined,
    of: WorkGroupOf,
  ): CfnWorkGroup {
    const { name, description, bytesScannedCutoff } = of;
    return new CfnWorkGroup(this, idOf(id, databaseName), {
      name,
      description,
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        bytesScannedCutoffPerQuery: bytesScannedCutoff?.toBytes(),
        resultConfiguration: {
          outputLocation: this.bucket.s3UrlForObject(RESULTS_PREFIX),
          encryptionConfiguration: curatedKey
            ? { encryptionOption: 'SSE_KMS', kmsKey: curatedKey.keyArn }
            : { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }

  private createStateMachine(
    role: iam.IRole,
    workGroupName: string,
    trailWorkGroupName: string | undefined,
    props: CurationProps,
  ): sfn.StateMachine {
    const { trail } = props;
    const stack = Stack.of(this);
    const definition = curationDefinition({
      partition: stack.partition,
      databaseName: props.databaseName,
      workGroupName,
      location: this.bucket.s3UrlForObject(`${TABLES_PREFIX}${props.databaseName}/`),
      accounts: props.visible.accounts,
      regions: props.visible.regions,
      firstDay: props.firstSnapshotDay,
      retentionDays: props.retention?.toDays(),
      trail:
        trail && trailWorkGroupName !== undefined
          ? {
              accounts: trail.visible.accounts,
              regions: trail.visible.regions,
              firstDay: trail.firstDay,
              workGroupName: trailWorkGroupName,
            }
          : undefined,
      compactsAlways: props.curationSchedule !== undefined && !isDaily(props.curationSchedule.expressionString),
    });
    return createStateMachine(this, {
      comment: 'Makes Parquet tables from the records of Session Manager sessions',
      definition,
      role,
      timeoutSeconds: TIMEOUT_SECONDS,
    });
  }

  private schedule(role: iam.IRole, schedule: scheduler.ScheduleExpression): void {
    new scheduler.Schedule(this, 'Schedule', {
      description: 'Curates the archive of Session Manager sessions',
      schedule,
      target: new StepFunctionsStartExecution(this.stateMachine, {
        role,
        input: scheduler.ScheduleTargetInput.fromObject({}),
      }),
    });
  }

  /**
   * A deployment may reset the views to those without curated tables. Without a curation, they would be slow until the
   * next day.
   */
  private startAfterDeployments(role: iam.IRole): void {
    new events.Rule(this, 'Deployed', {
      description: 'Curates the archive of Session Manager sessions after a deployment',
      eventPattern: {
        source: ['aws.cloudformation'],
        detailType: ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [Stack.of(this).stackId],
          'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] },
        },
      },
      targets: [new SfnStateMachine(this.stateMachine, { role, input: events.RuleTargetInput.fromObject({}) })],
    });
  }
}
