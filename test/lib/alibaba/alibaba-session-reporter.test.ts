import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { AlibabaSessionReporter } from '../../../lib';
import { dashboardBodies } from '../reporter/template-metrics';
import { addReporter, knownStack, synthesize } from '../synth';
import { addAlibabaReporter, ALIBABA_ACCOUNT, FEDERATION, federation, SECRET_ARN, secretOf } from './stacks';

const attribute = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), name] });
const variablesOf = (template: Template) => {
  const [reporter] = Object.values(template.findResources('AWS::Lambda::Function'));
  return (reporter as { Properties: { Environment: { Variables: unknown } } }).Properties.Environment.Variables;
};
const descriptionsOf = (template: Template) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    (alarm) => (alarm as { Properties: { AlarmDescription: string } }).Properties.AlarmDescription,
  );

describe('by default', () => {
  let template: Template;
  let constructs: AlibabaSessionReporter;
  beforeAll(() => {
    template = synthesize((stack) => {
      constructs = addAlibabaReporter(stack);
    });
  });

  test('has the resources of a SessionReporter, but other code, and one more alarm', () => {
    const other = synthesize((stack) => void addReporter(stack));
    const typesOf = (each: Template) =>
      Object.values((each.toJSON() as { Resources: Record<string, { Type: string }> }).Resources)
        .map(({ Type: type }) => type)
        .sort();
    // The additional alarm is SessionsMayBeLost.
    expect(typesOf(template)).toEqual([...typesOf(other), 'AWS::CloudWatch::Alarm'].sort());
    const codeOf = (each: Template) =>
      Object.values(each.findResources('AWS::Lambda::Function')).map(
        (one) => (one as { Properties: { Code: { S3Key: string } } }).Properties.Code.S3Key,
      );
    expect(codeOf(template)).not.toEqual(codeOf(other));
  });

  test('runs its own prebuilt bundle', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Archives the history of Alibaba Cloud ECS sessions to S3',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1024,
      Timeout: 900,
      VpcConfig: Match.absent(),
    });
  });

  test('the function gets its bucket, account, Regions and role, and no other variable', () => {
    expect(variablesOf(template)).toEqual({
      ARCHIVE_BUCKET: 'my-bucket',
      REGIONS: 'cn-hangzhou',
      ALIBABA_ACCOUNT_ID: ALIBABA_ACCOUNT,
      ALIBABA_ROLE_ARN: FEDERATION.roleArn,
      ALIBABA_OIDC_PROVIDER_ARN: FEDERATION.oidcProviderArn,
      ALIBABA_OIDC_AUDIENCE: 'sts.aliyuncs.com',
    });
  });

  test('takes a snapshot every hour', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Description: 'Takes a snapshot of the Alibaba Cloud ECS sessions',
      ScheduleExpression: 'rate(1 hour)',
      Target: { Arn: attribute('ReporterFunction'), DeadLetterConfig: { Arn: attribute('ReporterDeadLetterQueue') } },
    });
  });

  test('exposes the constructs that it created', () => {
    const { function: fn, schedule, deadLetterQueue, logGroup, dashboard } = constructs;
    const paths = [fn, schedule, deadLetterQueue, logGroup, dashboard].map((each) => each?.node.path);
    expect(paths).toEqual(
      ['Function', 'Schedule', 'DeadLetterQueue', 'LogGroup', 'Dashboard'].map((id) => `Stack/Reporter/${id}`),
    );
  });

  test('no alarm and no dashboard names an AWS service that the reporter does not call', () => {
    const texts = JSON.stringify([descriptionsOf(template), dashboardBodies(template)]);
    expect(texts).not.toMatch(/\bSSM\b|Session Manager|DescribeSessions/);
    expect(descriptionsOf(template)).toContainEqual(
      expect.stringMatching(
        '^In cn-hangzhou, 10 or more attempts at DescribeTerminalSessions failed in each of the last three periods: Alibaba Cloud throttles',
      ),
    );
    expect(descriptionsOf(template)).toContainEqual(
      expect.stringMatching('^No complete snapshot of cn-hangzhou for 3 hours. Alibaba Cloud forgets a session'),
    );
  });
});

describe('sessions that may be lost', () => {
  test('have an alarm for each Region, from the first lost second until a later snapshot reports none', () => {
    const template = synthesize((stack) => {
      const { alarms } = addAlibabaReporter(stack, { regions: ['cn-hangzhou', 'us-east-1'] });
      expect(alarms.sessionsMayBeLost?.map(({ node }) => node.id)).toEqual([
        'SessionsMayBeLost-cn-hangzhou',
        'SessionsMayBeLost-us-east-1',
      ]);
      expect(alarms.all).toEqual(expect.arrayContaining(alarms.sessionsMayBeLost ?? []));
      expect(alarms.all).toHaveLength(11);
    });
    for (const Value of ['cn-hangzhou', 'us-east-1']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmDescription: Match.stringLikeRegexp(`^Sessions of ${Value} may be lost`),
        Namespace: 'SsmSessionArchive',
        MetricName: 'UnseenSeconds',
        Dimensions: Match.arrayWith([{ Name: 'region', Value }]),
        Statistic: 'Maximum',
        Period: 3600,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        EvaluationPeriods: 1,
        TreatMissingData: 'ignore',
      });
    }
  });

  test('are on the dashboard', () => {
    const template = synthesize((stack) => void addAlibabaReporter(stack));
    const titles = dashboardBodies(template).flatMap(({ widgets }) =>
      widgets.map(({ properties }) => properties.title),
    );
    expect(titles).toEqual([
      'Alarms',
      'Complete snapshots',
      'Records of a snapshot',
      'Failed attempts at DescribeTerminalSessions',
      'Session longest missing, seconds',
      'Seconds in which sessions may have been lost',
      'Duration',
      'Failed runs, events in the dead-letter queue',
      'What the last runs did',
    ]);
  });

  test('have no alarm in a SessionReporter', () => {
    const stack = knownStack();
    expect(addReporter(stack).alarms.sessionsMayBeLost).toBeUndefined();
  });

  test('have a heading on the page to which the alarm links', () => {
    const template = synthesize((stack) => void addAlibabaReporter(stack));
    const page = readFileSync(path.join(__dirname, '../../../docs/alibaba.md'), 'utf8');
    expect(page).toMatch(/^#+ SessionsMayBeLost$/m);
    const link = / What to do: \S+\/docs\/alibaba\.md#sessionsmaybelost$/;
    expect(descriptionsOf(template).filter((text) => link.test(text))).toHaveLength(1);
  });
});

test('with a secret, the function gets the ARN of the secret, and no role', () => {
  const template = synthesize((stack) => void addAlibabaReporter(stack, { credentials: secretOf(stack) }));
  expect(variablesOf(template)).toEqual({
    ARCHIVE_BUCKET: 'my-bucket',
    REGIONS: 'cn-hangzhou',
    ALIBABA_ACCOUNT_ID: ALIBABA_ACCOUNT,
    ALIBABA_SECRET_ARN: SECRET_ARN,
  });
});

test('each other prop sets its property of the resource', () => {
  const topic = 'arn:aws:sns:eu-west-1:210987654321:on-call';
  const template = synthesize((stack) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-0123456789abcdef0'],
    });
    addAlibabaReporter(stack, {
      regions: ['cn-hangzhou', 'ap-southeast-1', 'cn-hangzhou'],
      credentials: federation({ audience: 'https://example.com' }),
      schedule: ScheduleExpression.rate(Duration.minutes(15)),
      memorySize: 512,
      timeout: Duration.minutes(5),
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.X86_64,
      logRetention: logs.RetentionDays.TEN_YEARS,
      alarmTopic: sns.Topic.fromTopicArn(stack, 'Topic', topic),
      dashboard: false,
      vpc,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    });
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs22.x',
    Architectures: ['x86_64'],
    MemorySize: 512,
    Timeout: 300,
    Environment: { Variables: { REGIONS: 'cn-hangzhou,ap-southeast-1', ALIBABA_OIDC_AUDIENCE: 'https://example.com' } },
    VpcConfig: { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] },
  });
  template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(15 minutes)' });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 3653 });
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topic], OKActions: [topic] });
});

test('alarms: false creates no alarm', () => {
  const template = synthesize((stack) => void addAlibabaReporter(stack, { alarms: false }));
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
});

test('logs to the given group, and creates none', () => {
  const template = synthesize((stack) => {
    addAlibabaReporter(stack, { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Group', 'mine') });
  });
  template.resourceCountIs('AWS::Logs::LogGroup', 0);
  template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: 'mine' } });
});

test('its metrics have the dimension of the Region', () => {
  const reporter = addAlibabaReporter(knownStack());
  const metrics = [
    reporter.metricSnapshotComplete('cn-hangzhou'),
    reporter.metricRecords('cn-hangzhou'),
    reporter.metricFailedAttempts('cn-hangzhou'),
    reporter.metricLongestMissing('cn-hangzhou'),
    reporter.metricUnseen('cn-hangzhou', { statistic: 'Minimum' }),
  ];
  expect(metrics.map(({ metricName, statistic }) => [metricName, statistic])).toEqual([
    ['SnapshotComplete', 'Sum'],
    ['Records', 'Maximum'],
    ['FailedAttempts', 'Sum'],
    ['LongestMissing', 'Maximum'],
    ['UnseenSeconds', 'Minimum'],
  ]);
  for (const { dimensions } of metrics) expect(dimensions).toMatchObject({ region: 'cn-hangzhou' });
});
