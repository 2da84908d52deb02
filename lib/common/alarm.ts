import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { docsUrl } from './docs';

export interface AlarmProps extends Omit<cloudwatch.AlarmProps, 'evaluationPeriods'> {
  /** Kind of the alarm, such as `SnapshotMissing`. The page has a heading of the same name. */
  readonly kind: string;
  /**
   * File name of the page in docs/ that says what to do.
   *
   * @default - 'operations.md', the runbook
   */
  readonly page?: string;
  readonly evaluationPeriods?: number;
  /** The topic that the alarm notifies when it goes off and when it recovers. */
  readonly topic?: sns.ITopic;
}

/** Creates an alarm. CloudFormation generates the alarm's name, so it cannot collide with that of another stack. */
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
