import { Token } from 'aws-cdk-lib';
import { AlertQuestion } from './alert-question';
import type { DefaultAlertsProps, SessionAlertProps } from './session-alert-props';

/**
 * The recommended alerts, by their ids.
 *
 * @param hasTrail whether the archive has `cloudTrail`, which questions about CloudTrail's events need
 */
export function defaultAlerts(props: DefaultAlertsProps, hasTrail: boolean): Record<string, SessionAlertProps> {
  const { zone, openingHour = 8, closingHour = 18, ...alerting } = props;
  return {
    RootAndIamUsers: { ...alerting, question: AlertQuestion.ROOT_AND_IAM_USERS },
    LongSessions: { ...alerting, question: AlertQuestion.LONG_SESSIONS },
    FirstTimeOnAMachine: { ...alerting, question: AlertQuestion.FIRST_TIME_ON_A_MACHINE },
    OutsideBusinessHours: {
      ...alerting,
      question: AlertQuestion.OUTSIDE_BUSINESS_HOURS,
      parameters: { zone, opening_hour: openingHour, closing_hour: closingHour },
    },
    OpenForADay: { ...alerting, question: AlertQuestion.OPEN_FOR_A_DAY },
    ...(hasTrail && {
      WithoutMfa: { ...alerting, question: AlertQuestion.WITHOUT_MFA },
      UnexplainedSessions: { ...alerting, question: AlertQuestion.UNEXPLAINED_SESSIONS },
    }),
  };
}

/** One message for each problem with the business hours. */
export function hoursProblems({ zone, openingHour = 8, closingHour = 18 }: DefaultAlertsProps): string[] {
  const isHour = (hour: number) => Number.isInteger(hour) && hour >= 0 && hour <= 24;
  return [
    ...(isZone(zone) ? [] : [`zone is "${zone}": give the name of a time zone such as Europe/Berlin`]),
    ...(isHour(openingHour) && isHour(closingHour) && openingHour < closingHour
      ? []
      : [
          `openingHour is ${openingHour} and closingHour ${closingHour}: give whole hours from 0 to 24, with openingHour before closingHour`,
        ]),
  ];
}

function isZone(zone: string): boolean {
  if (Token.isUnresolved(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
