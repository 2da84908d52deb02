import { Lazy } from 'aws-cdk-lib';
import { hoursBetweenRuns } from '../../lib/common/schedule-period';

test.each([
  ['rate(1 minute)', 1],
  ['rate(30 minutes)', 1],
  ['rate(1 hour)', 1],
  ['rate(90 minutes)', 2],
  ['rate(7 hours)', 7],
  ['rate(1 day)', 24],
  ['cron(0 * * * ? *)', 1],
  ['cron(*/10 * ? * * *)', 1],
  ['cron(5 */2 * * ? *)', 2],
  ['cron(5 0/6 * * ? *)', 6],
])('%s runs every %d hours', (expression, hours) => {
  expect(hoursBetweenRuns(expression)).toBe(hours);
});

test.each([
  ['cron(0 8 * * ? *)'],
  ['cron(0 8,20 * * ? *)'],
  ['cron(0 8-18 * * ? *)'],
  ['cron(0 * ? * MON-FRI *)'],
  ['cron(0 * 1 * ? *)'],
  ['cron(0 * * 1 ? *)'],
  ['cron(0 0/48 * * ? *)'],
  [Lazy.string({ produce: () => 'rate(1 hour)' })],
])('%s counts as a daily schedule', (expression) => {
  expect(hoursBetweenRuns(expression)).toBe(24);
});
