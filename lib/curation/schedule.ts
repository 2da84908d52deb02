import { Token } from 'aws-cdk-lib';
import { rateMinutes } from '../common/schedule-period';

const DAY_HOURS = 24;

/** An alarm looks back seven days at most, and its two periods must fit into them. */
const MOST_HOURS = 72;

/** Hours between two executions. Treats a cron expression as daily. */
export function hoursBetweenCurations(expression: string): number {
  const minutes = Token.isUnresolved(expression) ? undefined : rateMinutes(expression);
  return minutes === undefined ? DAY_HOURS : Math.max(Math.ceil(minutes / 60), 1);
}

/** Whether the schedule certainly runs every day, so that a weekly step can have a fixed day. */
export function isDaily(expression: string): boolean {
  const minutes = Token.isUnresolved(expression) ? undefined : rateMinutes(expression);
  return minutes !== undefined && minutes <= DAY_HOURS * 60;
}

/** One message for each problem with a schedule. */
export function scheduleProblems(
  expression: string | undefined,
  prop = 'curationSchedule',
  reason = 'the views read the records of all days since the last curation',
): string[] {
  if (expression === undefined || hoursBetweenCurations(expression) <= MOST_HOURS) return [];
  return [
    `${prop} is "${expression}": give a schedule that starts at least every ${MOST_HOURS} hours, such as rate(1 day); ${reason}`,
  ];
}
