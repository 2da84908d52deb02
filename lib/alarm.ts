import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { docsUrl } from './docs';

export interface AlarmProps extends Omit<cloudwatch.AlarmProps, 'evaluationPeriods'> {
  /** Also the heading of what the page says about it. */
  readonly kind: string;
  /**
   * The page that says what to do.
   *
   * @default - the runbook
   */
  readonly page?: string;
  readonly evaluationPeriods?: number;
  /** Told when it goes off, and when it is over. */
  readonly topic?: sns.ITopic;
}

/** Creates an alarm without a name of its own: CloudFormation gives each one that no other stack has. */
export function createAlarm(
  scope: Construct,
  id: string,
  { kind, page = 'operations.md', topic, ...props }: AlarmProps,
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    ...props,
    alarmDescription: `${props.alarmDescription} What to do: ${docsUrl(page, kind.toLowerCase())}`,
  });
  if (topic) {
    const action = new SnsAction(topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
  return alarm;
}
