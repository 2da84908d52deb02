import type * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { AlertQuestion } from './alert-question';

/** Properties that all alerts share. */
export interface AlertingProps {
  /**
   * The topic that gets the messages. It must be in the Region of the archive's stack. If its KMS key belongs to
   * another stack or account, the key's policy must allow the alert's role `kms:Decrypt` and `kms:GenerateDataKey`. If
   * the topic belongs to another account, its policy must allow the role `sns:Publish`.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/alerts.md#the-topic
   */
  readonly topic: sns.ITopic;

  /**
   * When the alert asks its question, at least every 72 hours. `ScheduleExpression.cron` counts as daily. Questions
   * about days look back 30 days by default, so a missed execution misses no day.
   *
   * @default - every hour, as often as the reporter takes a snapshot
   */
  readonly schedule?: scheduler.ScheduleExpression;

  /**
   * Whether messages hold the first 20 new rows. **Rows name people**, and every subscriber of the topic can read them.
   *
   * @default false - a message holds the number of rows, and a link that needs the right to read the archive
   */
  readonly includeRows?: boolean;
}

/** Properties of an alert: the question, the schedule and the topic. */
export interface SessionAlertProps extends AlertingProps {
  /** The saved question. A question about CloudTrail's events is an error if the archive has no `cloudTrail`. */
  readonly question: AlertQuestion;

  /**
   * Values for the question's parameters, by name: `{ hours: 8 }`, `{ own_tunnels: ['Company-Bastion'] }`. A value is a
   * text, a list of texts, a day as `yyyy-MM-dd`, a whole number, true or false; no token. An unknown name, or a value
   * that does not fit, is an error. The guide to the queries lists the parameters.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/queries.md
   * @default - the defaults of the question; for `UNEXPLAINED_SESSIONS`, also `all_causes: false`
   */
  // jsii has no type for any of several.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/consistent-indexed-object-style
  readonly parameters?: { readonly [name: string]: any };
}

/** Properties of the recommended alerts. */
export interface DefaultAlertsProps extends AlertingProps {
  /** The time zone of the business hours: an IANA name such as `Europe/Berlin`. */
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

/** The alarms of an alert, by their meaning. You can add actions to each. */
export interface SessionAlertAlarms {
  /**
   * An execution failed: its question, its message to the topic, or its time limit. The next execution reports the rows
   * that this one did not.
   */
  readonly alertFailed: cloudwatch.Alarm;

  /** No execution has succeeded in two periods of the schedule. */
  readonly alertMissing: cloudwatch.Alarm;

  /** All alarms. */
  readonly all: cloudwatch.Alarm[];
}

/** An alert of an archive. */
export interface SessionAlert {
  /** The state machine that asks the question and sends the message. Its role is `stateMachine.role`. */
  readonly stateMachine: sfn.StateMachine;

  /** The alarms that watch the state machine. */
  readonly alarms: SessionAlertAlarms;
}
