// Alarms that report that an execution of a state machine failed, or that none has succeeded for too long.
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { createAlarm } from './alarm';

interface Watched {
  readonly stateMachine: sfn.StateMachine;
  /** Hours between two executions. */
  readonly hours: number;
  readonly topic?: sns.ITopic;
  /** The word for its executions in labels, such as `curations`. */
  readonly called: string;
  readonly failed: Told;
  readonly missing: Told;
}

interface Told {
  /** Kind of the alarm, its construct id, and the heading in the runbook. */
  readonly kind: string;
  readonly description: string;
}

/** The alarm goes off after this many periods of the schedule without a success. */
export const PERIODS = 2;

export function createExecutionAlarms(
  scope: Construct,
  props: Watched,
): Record<'failed' | 'missing', cloudwatch.Alarm> {
  const { stateMachine, topic, called } = props;
  const period = Duration.hours(props.hours);
  const failed = stateMachine.metricFailed({ period: Duration.hours(1) });
  const timedOut = stateMachine.metricTimedOut({ period: Duration.hours(1) });
  const aborted = stateMachine.metricAborted({ period: Duration.hours(1) });
  const succeeded = stateMachine.metricSucceeded({ period });
  return {
    failed: createAlarm(scope, props.failed.kind, {
      kind: props.failed.kind,
      topic,
      alarmDescription: props.failed.description,
      metric: new cloudwatch.MathExpression({
        expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
        usingMetrics: { failed, timedOut, aborted },
        label: `${called} that failed`,
        period: Duration.hours(1),
      }),
      threshold: 1,
    }),
    missing: createAlarm(scope, props.missing.kind, {
      kind: props.missing.kind,
      topic,
      alarmDescription: props.missing.description,
      // Without FILL, CloudWatch would use older values where new ones are missing, and the alarm would be days late.
      metric: new cloudwatch.MathExpression({
        expression: 'FILL(succeeded, 0)',
        usingMetrics: { succeeded },
        label: `${called} that succeeded`,
        period,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: PERIODS,
      // FILL gives no value if the metric never had one.
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    }),
  };
}
