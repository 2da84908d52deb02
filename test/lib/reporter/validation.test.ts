import { Aws, Duration, Fn, Lazy, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { SessionArchive, SessionReporter, type SessionReporterProps } from '../../../lib';
import { reporterProblems } from '../../../lib/reporter/validation';
import { knownStack } from '../synth';

const stack = knownStack();
const archive = new SessionArchive(stack, 'Archive');
const logGroup = LogGroup.fromLogGroupName(stack, 'LogGroup', 'mine');
const problems = (props: Omit<SessionReporterProps, 'archive'>) => reporterProblems({ archive, ...props });
const schedule = (expression: string) => ({ schedule: ScheduleExpression.expression(expression) });

test.each<[string, Omit<SessionReporterProps, 'archive'>]>([
  ['the archive alone', {}],
  ['Regions that are given twice', { regions: ['eu-west-1', 'us-east-1', 'eu-west-1'] }],
  [
    'Regions of every partition',
    { regions: ['eu-west-1', 'us-gov-west-1', 'cn-north-1', 'us-isob-east-1', 'eusc-de-east-1'] },
  ],
  ['Regions known at deployment, next to others', { regions: [Aws.REGION, 'us-east-1', Fn.ref('Parameter')] }],
  ['all Regions', { allRegions: true }],
  ['Regions, expressly not all', { allRegions: false, regions: ['eu-west-1'] }],
  ['the fastest rate', schedule('rate(1 minute)')],
  ['the slowest rate', schedule('rate(1 day)')],
  ['the same in hours', schedule('rate(24 hours)')],
  ["the CDK's rate", { schedule: ScheduleExpression.rate(Duration.minutes(30)) }],
  ["the CDK's cron", { schedule: ScheduleExpression.cron({ minute: '0', hour: '*/2' }) }],
  ['a schedule known at deployment', schedule(Lazy.string({ produce: () => 'rate(1 hour)' }))],
  ['the least memory', { memorySize: 256 }],
  ['the most memory', { memorySize: 10_240 }],
  ['memory known at deployment', { memorySize: Token.asNumber(Fn.ref('Parameter')) }],
  ['full scans every hour', { fullScanInterval: Duration.hours(1) }],
  ['full scans every 30 days', { fullScanInterval: Duration.days(30) }],
  ['one reader', { maxConcurrency: 1 }],
  ['64 readers', { maxConcurrency: 64 }],
  ['the shortest timeout', { timeout: Duration.minutes(1) }],
  ['the longest timeout', { timeout: Duration.seconds(900) }],
  ['a timeout known at deployment', { timeout: Duration.seconds(Token.asNumber(Fn.ref('Parameter'))) }],
  ['the oldest runtime', { runtime: lambda.Runtime.NODEJS_20_X }],
  ['the latest runtime', { runtime: lambda.Runtime.NODEJS_LATEST }],
])('accepts %s', (_, props) => {
  expect(problems(props)).toEqual([]);
});

test.each<[Omit<SessionReporterProps, 'archive'>, string]>([
  [{ regions: [] }, 'regions is empty: name at least one Region'],
  [{ regions: ['eu-west-1', 'Frankfurt'] }, 'regions contains "Frankfurt", which is not the name of a Region'],
  [{ regions: ['eu-west-1a'] }, 'regions contains "eu-west-1a"'],
  [{ regions: [' eu-west-1'] }, 'regions contains " eu-west-1"'],
  [{ regions: Fn.split(',', Fn.ref('Parameter')) }, 'regions is, or contains, a list that is itself a token'],
  [{ regions: ['eu-west-1', ...Fn.split(',', Fn.ref('Parameter'))] }, 'list its items one by one; each may be a token'],
  [
    { allRegions: true, regions: ['eu-west-1'] },
    'allRegions is given together with regions "eu-west-1": leave one of them out',
  ],
  [
    { logGroup, logRetention: RetentionDays.ONE_WEEK },
    'logRetention is 7 days, but logGroup is given: set the retention of that log group',
  ],
  [schedule('rate(1 hours)'), 'schedule is "rate(1 hours)": give a recurring schedule'],
  [schedule('rate(2 hour)'), 'schedule is "rate(2 hour)"'],
  [schedule('rate(0 minutes)'), 'schedule is "rate(0 minutes)"'],
  [schedule('1 hour'), 'schedule is "1 hour"'],
  [schedule('cron(0 * * * *)'), 'schedule is "cron(0 * * * *)"'],
  [
    { schedule: ScheduleExpression.at(new Date(0)) },
    'schedule is "at(1970-01-01T00:00:00)": give a recurring schedule',
  ],
  [schedule('rate(25 hours)'), 'schedule is "rate(25 hours)": give at most one day'],
  [schedule('rate(2 days)'), 'schedule is "rate(2 days)": give at most one day'],
  [{ memorySize: 255 }, 'memorySize is 255: give a whole number of MB from 256 to 10240'],
  [{ memorySize: 10_241 }, 'memorySize is 10241'],
  [{ memorySize: 512.5 }, 'memorySize is 512.5'],
  [{ fullScanInterval: Duration.minutes(90) }, 'fullScanInterval is 1.5 hours: give a whole number of hours'],
  [{ fullScanInterval: Duration.days(31) }, 'fullScanInterval is 744 hours'],
  [{ maxConcurrency: 0 }, 'maxConcurrency is 0: give a whole number from 1 to 64'],
  [{ maxConcurrency: 65 }, 'maxConcurrency is 65'],
  [{ timeout: Duration.seconds(59) }, 'timeout is 59 seconds: give 1 to 15 minutes'],
  [{ timeout: Duration.minutes(16) }, 'timeout is 960 seconds'],
  [{ timeout: Duration.millis(900_500) }, 'timeout is 900.5 seconds'],
  [{ runtime: new lambda.Runtime('nodejs18.x') }, 'runtime is nodejs18.x: the reporter needs nodejs20.x or a newer'],
  [{ runtime: lambda.Runtime.PYTHON_3_13 }, 'runtime is python3.13'],
  [{ vpcSubnets: {} }, 'vpcSubnets is given without vpc'],
  [{ securityGroups: [] }, 'securityGroups is given without vpc'],
])('rejects %j by name and value', (props, message) => {
  expect(problems(props)).toEqual([expect.stringContaining(message) as string]);
});

test('accepts subnets and security groups of a VPC', () => {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] });
  expect(problems({ vpc, vpcSubnets: {}, securityGroups: [] })).toEqual([]);
});

test('the constructor reports every problem at once, with the path of the construct', () => {
  const props = { archive, regions: ['Frankfurt'], memorySize: 128, timeout: Duration.hours(1) };
  expect(() => new SessionReporter(stack, 'Reporter', props)).toThrow(
    /^Invalid props of Stack\/Reporter:\n {2}regions contains "Frankfurt".*\n {2}memorySize is 128.*\n {2}timeout is 3600 seconds.*$/,
  );
});
