import { Duration, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../common/acknowledge';
import { createStateMachine } from '../common/acknowledged-state-machine';
import { TABLES_PREFIX } from '../curation/bucket';
import { createStarterRole } from '../curation/role';
import { hoursBetweenCurations, scheduleProblems } from '../curation/schedule';
import { createExecutionAlarms, PERIODS } from '../common/execution-alarms';
import type { QueryAccess } from '../queries/query-access';
import { regionProblems } from '../common/region-problems';
import { rejectProblems } from '../common/validation';
import { askedQuestion, type AskedQuestion } from './asked-question';
import { alertDefinition, TIMEOUT_SECONDS } from './definition';
import { allowLookingBack, createAlertRole } from './role';
import type { SessionAlertAlarms, SessionAlertProps } from './session-alert-props';

export interface Alerted {
  readonly archive: IBucket;
  readonly archiveKey?: IKey;
  readonly access: QueryAccess;
  /** Whether the archive has Session Manager's events, copied from a trail. */
  readonly hasTrail: boolean;
  readonly retention?: Duration;
  /** @default - the alarms notify nobody */
  readonly alarmTopic?: sns.ITopic;
}

/** Runs one saved query on a schedule, and reports each of its rows once. */
export class Alert extends Construct {
  public readonly stateMachine: sfn.StateMachine;
  public readonly alarms: SessionAlertAlarms;

  constructor(scope: Construct, id: string, alerted: Alerted, props: SessionAlertProps) {
    super(scope, id);
    const asked = this.check(props, alerted.hasTrail);
    const table = `reported_${id.toLowerCase()}`;
    const { databaseName, curated } = alerted.access;
    const prefix = `${TABLES_PREFIX}${databaseName}/`;
    const schedule = props.schedule ?? scheduler.ScheduleExpression.rate(Duration.hours(1));
    const { topic } = props;
    const role = createAlertRole(this, { ...alerted, topic, table, tablePrefix: `${prefix}${table}/` });
    this.stateMachine = createStateMachine(this, {
      comment: `Alert of the archive of Session Manager sessions: ${asked.title}`,
      definition: alertDefinition({
        alert: id,
        asked,
        table,
        partition: Stack.of(this).partition,
        databaseName,
        workGroupName: databaseName,
        location: curated.s3UrlForObject(prefix),
        topicArn: topic.topicArn,
        isFifo: topic.fifo,
        includeRows: props.includeRows ?? false,
        retentionDays: alerted.retention?.toDays(),
      }),
      role,
      timeoutSeconds: TIMEOUT_SECONDS,
    });
    allowLookingBack(this.stateMachine);
    this.schedule(schedule, asked);
    this.alarms = this.createAlarms(asked, schedule, alerted.alarmTopic);
    acknowledgeInPacks(
      this,
      'IAMNoInlinePolicy',
      'Each policy belongs to one role of the state machine or its schedule, and is deleted with it. A managed policy could be attached to other roles.',
    );
  }

  /** The question with its values. Throws if the props are invalid. */
  private check({ question, parameters, topic, schedule }: SessionAlertProps, hasTrail: boolean): AskedQuestion {
    const { id } = this.node;
    const { region } = Stack.of(this);
    const twin = this.node.scope?.node.children.find(
      (other) => other !== this && other.node.id.toLowerCase() === id.toLowerCase(),
    );
    const problems = [
      ...(/^[A-Za-z][A-Za-z0-9]{0,59}$/.test(id)
        ? []
        : [`id is "${id}": give 1 to 60 letters and digits, a letter first, because a table is named after it`]),
      ...(twin
        ? [
            `id is "${id}", but there is already "${twin.node.id}", whose table would have the same name: give another id`,
          ]
        : []),
      ...regionProblems('topic', topic, {
        region,
        reason: 'Step Functions can publish only to topics of its own Region',
      }),
      ...scheduleProblems(
        schedule?.expressionString,
        'schedule',
        'an alarm looks back two periods, at most seven days',
      ),
    ];
    const asked = attempt(() => askedQuestion(question, hasTrail, parameters));
    if (asked instanceof Error) problems.push(asked.message);
    rejectProblems(this, problems);
    if (asked instanceof Error) throw asked;
    return asked;
  }

  private schedule(schedule: scheduler.ScheduleExpression, { title }: AskedQuestion): void {
    const role = createStarterRole(
      this,
      this.stateMachine,
      'Schedule of an alert of the session archive: starts the state machine',
      ['scheduler.amazonaws.com'],
    ).withoutPolicyUpdates();
    new scheduler.Schedule(this, 'Schedule', {
      description: `Alert of the archive of Session Manager sessions: ${title}`,
      schedule,
      target: new StepFunctionsStartExecution(this.stateMachine, {
        role,
        input: scheduler.ScheduleTargetInput.fromObject({}),
      }),
    });
  }

  private createAlarms(
    { title }: AskedQuestion,
    schedule: scheduler.ScheduleExpression,
    topic: sns.ITopic | undefined,
  ): SessionAlertAlarms {
    const { id } = this.node;
    const hours = hoursBetweenCurations(schedule.expressionString);
    const { failed, missing } = createExecutionAlarms(this, {
      stateMachine: this.stateMachine,
      hours,
      topic,
      called: 'executions',
      failed: {
        kind: 'AlertFailed',
        description: `The alert ${id} (${title}) failed. Nothing is lost: the next execution reports the rows that this one did not report.`,
      },
      missing: {
        kind: 'AlertMissing',
        description: `The alert ${id} (${title}) has not succeeded for ${PERIODS * hours} hours: new rows are not reported until it succeeds.`,
      },
    });
    return { alertFailed: failed, alertMissing: missing, all: [failed, missing] };
  }
}

function attempt<T>(act: () => T): T | Error {
  try {
    return act();
  } catch (error) {
    return error as Error;
  }
}
