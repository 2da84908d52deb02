import { Token } from 'aws-cdk-lib';

/** The unit is singular for 1 and plural otherwise: `1 hour`, `2 hours`. */
const RATE = /^rate\((?:1 (minute|hour|day)|([2-9]|[1-9]\d+) (minute|hour|day)s)\)$/;
const MINUTES = { minute: 1, hour: 60, day: 1440 };

/** A cron expression for every hour, or every nth hour, of every day. */
const EVERY_FEW_HOURS = /^cron\(\S+ (?:\*|[*0]\/([1-9]\d?)) [*?] \* [*?] \*\)$/;

/**
 * Hours between two runs for a schedule that this code does not understand: a reporter must run at least once a day.
 */
const A_DAY = 24;

/** The minutes of a rate such as `rate(1 hour)` or `rate(30 minutes)`; undefined for anything else. */
export function rateMinutes(expression: string): number | undefined {
  const rate = RATE.exec(expression);
  return rate ? Number(rate[2] ?? 1) * MINUTES[(rate[1] ?? rate[3]) as keyof typeof MINUTES] : undefined;
}

/**
 * How many hours may pass between two runs, 1 to 24, rounded up. Treats as daily a cron expression other than for every
 * n hours, and a schedule that is known only at deployment.
 */
export function hoursBetweenRuns(expression: string): number {
  if (Token.isUnresolved(expression)) return A_DAY;
  const minutes = rateMinutes(expression);
  if (minutes !== undefined) return Math.ceil(minutes / 60);
  const cron = EVERY_FEW_HOURS.exec(expression);
  return cron ? Math.min(Number(cron[1] ?? 1), A_DAY) : A_DAY;
}
