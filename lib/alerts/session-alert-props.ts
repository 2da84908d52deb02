import type * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { AlertQuestion } from './alert-question';

/** What all alerts have in common. */
export interface AlertingProps {
  /**
   * The topic that is told. It must lie in the Region of the archive's stack. If it is encrypted with a KMS key of another stack or account,
   * the key's policy has to allow the alert's role `kms:Decrypt` and `kms:GenerateDataKey`; a topic of another account has to allow
   * it `sns:Publish`.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/alerts.md#the-topic
   */
  readonly topic: sns.ITopic;

  /**
   * When the question is asked: every 72 hours at the least. `ScheduleExpression.cron` counts as daily. Questions about days look back
   * 30 days by default, so that no day is missed if an execution is.
   *
   * @default - every hour, as often as the reporter takes a snapshot
   */
  readonly schedule?: scheduler.ScheduleExpression;

  /**
   * Whether messages hold the first 20 of the new rows. **They name people**, and whoever is subscribed to the topic reads them.
   *
   * @default false - a message holds the count and where the rows are, for those who may read the archive
   */
  readonly includeRows?: boolean;
}

/** What is asked, when, and who is told. */
export interface SessionAlertProps extends AlertingProps {
  /** The saved question. Asked of an archive without `cloudTrail`, one about the events of CloudTrail ends the synthesis. */
  readonly question: AlertQuestion;

  /**
   * Values for the question's parameters by their names, as the guide to the queries lists them: `{ hours: 8 }`, `{ own_tunnels: ['Company-Bastion'] }`. A
   * text, a list of texts, a day as `yyyy-MM-dd`, a whole number, or true or false; no token. A name or value that the question does not
   * know ends the synthesis.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/queries.md
   * @default - the defaults of the question; of `UNEXPLAINED_SESSIONS` with `all_causes: false`
   */
  // jsii has no type for any of several.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/consistent-indexed-object-style
  readonly parameters?: { readonly [name: string]: any };
}

/** What the alerts worth having are told with. */
export interface DefaultAlertsProps extends AlertingProps {
  /** The time zone of the business hours, an IANA name such as `Europe/Berlin`. */
  readonly zone: string;

  /**
   * The hour in which work begins, 0 to 23.
   *
   * @default 8
   */
  readonly openingHour?: number;

  /**
   * The hour in which work ends, 1 to 24.
   *
   * @default 18
   */
  readonly closingHour?: number;
}

/** The alarms of an alert, by what they tell. Each may have actions of its own. */
export interface SessionAlertAlarms {
  /** An execution failed: its question, a topic that refuses, or its time limit. Rows that were not told are told by the next one. */
  readonly alertFailed: cloudwatch.Alarm;

  /** No execution has succeeded in two periods of the schedule. */
  readonly alertMissing: cloudwatch.Alarm;

  /** All of them. */
  readonly all: cloudwatch.Alarm[];
}

/** An alert of an archive. */
export interface SessionAlert {
  /** Asks and tells. Its role is `stateMachine.role`. */
  readonly stateMachine: sfn.StateMachine;

  /** What is watched of it. */
  readonly alarms: SessionAlertAlarms;
}
