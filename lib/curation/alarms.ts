// What tells that a curation failed, or that none succeeds any more.
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { createAlarm } from '../alarm';
import type { CurationAlarms } from './curation-alarms';

interface Watched {
  readonly stateMachine: sfn.StateMachine;
  /** Hours between two executions. */
  readonly hours: number;
  readonly topic?: sns.ITopic;
}

/** Executions without success are looked for in two periods of the schedule. */
const PERIODS = 2;

export function createCurationAlarms(scope: Construct, { stateMachine, hours, topic }: Watched): CurationAlarms {
  const period = Duration.hours(hours);
  const failed = stateMachine.metricFailed({ period: Duration.hours(1) });
  const timedOut = stateMachine.metricTimedOut({ period: Duration.hours(1) });
  const aborted = stateMachine.metricAborted({ period: Duration.hours(1) });
  const curationFailed = createAlarm(scope, 'CurationFailed', {
    kind: 'CurationFailed',
    topic,
    alarmDescription:
      'A curation failed. Answers stay right, and get slower every day until one succeeds: the views read the records from the day of the last success on.',
    metric: new cloudwatch.MathExpression({
      expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
      usingMetrics: { failed, timedOut, aborted },
      label: 'curations that failed',
      period: Duration.hours(1),
    }),
    threshold: 1,
  });
  const succeeded = stateMachine.metricSucceeded({ period });
  const curationMissing = createAlarm(scope, 'CurationMissing', {
    kind: 'CurationMissing',
    topic,
    alarmDescription: `No curation has succeeded for ${PERIODS * hours} hours. Answers stay right, and get slower every day until one does.`,
    // Without FILL, CloudWatch looks for older values where new ones are missing, and would be days late.
    metric: new cloudwatch.MathExpression({
      expression: 'FILL(succeeded, 0)',
      usingMetrics: { succeeded },
      label: 'curations that succeeded',
      period,
    }),
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    evaluationPeriods: PERIODS,
    // FILL has nothing to fill where there has never been a value.
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
  return { curationFailed, curationMissing, all: [curationFailed, curationMissing] };
}
