import { Duration } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { SessionReporter } from '../../../lib';
import { addReporter, ACCOUNT, REGION, statementsOf, synthesize } from '../synth';

const attribute = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), name] });
const QUEUE = attribute('ReporterDeadLetterQueue');
const FUNCTION = attribute('ReporterFunction');

describe('by default', () => {
  let template: Template;
  let constructs: SessionReporter;
  beforeAll(() => {
    template = synthesize((stack) => {
      constructs = addReporter(stack);
    });
  });

  test('runs the prebuilt bundle on the newest Node.js that Lambda and the CDK know, on arm64', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Code: { S3Key: Match.stringLikeRegexp('^[0-9a-f]{64}\\.zip$') },
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1024,
      Timeout: 900,
      VpcConfig: Match.absent(),
    });
  });

  test('the function gets its bucket, its Regions and its scan settings, and no other variable', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.exact({
          ARCHIVE_BUCKET: 'my-bucket',
          REGIONS: REGION,
          FULL_SCAN_INTERVAL_HOURS: '168',
          MAX_CONCURRENCY: '8',
        }),
      },
    });
  });

  test('logs JSON to its own log group, which keeps events for a year and stays when the stack is deleted', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('^ReporterLogGroup') } },
    });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 365 },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
  });

  test('takes a snapshot every hour, named by its scheduled time', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: FUNCTION,
        Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 21_600 },
        DeadLetterConfig: { Arn: QUEUE },
        RoleArn: attribute('ReporterScheduleRole'),
      },
    });
  });

  test('repeats a failed run twice, then sends its event to the dead-letter queue', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
    });
    template.hasResourceProperties('AWS::Lambda::Function', { DeadLetterConfig: { TargetArn: QUEUE } });
  });

  test('the dead-letter queue is encrypted, accepts only TLS and keeps messages for 14 days', () => {
    template.resourceCountIs('AWS::SQS::Queue', 1);
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: Duration.days(14).toSeconds(),
    });
    expect(statementsOf(template, 'AWS::SQS::QueuePolicy', 'ReporterDeadLetterQueuePolicy')).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
  });

  test('only schedules of its own account may invoke the function and send dead letters', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': ACCOUNT,
                'aws:SourceArn': `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/default`,
              },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.exact([
              { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FUNCTION },
              { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE },
            ]),
          },
        },
      ],
    });
    template.resourceCountIs('AWS::IAM::Role', 2);
    // The only policy is that of the function's role.
    template.resourceCountIs('AWS::IAM::Policy', 1);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  test('exposes the constructs that it created', () => {
    const { function: fn, schedule, deadLetterQueue, logGroup } = constructs;
    const paths = [fn, schedule, deadLetterQueue, logGroup].map(({ node }) => node.path);
    expect(paths).toEqual(['Function', 'Schedule', 'DeadLetterQueue', 'LogGroup'].map((id) => `Stack/Reporter/${id}`));
  });
});

test('each other prop sets its property of the resource', () => {
  const template = synthesize((stack) => {
    addReporter(stack, {
      regions: ['eu-west-1', 'us-east-1'],
      schedule: ScheduleExpression.cron({ minute: '7' }),
      fullScanInterval: Duration.days(1),
      maxConcurrency: 16,
      memorySize: 2048,
      timeout: Duration.minutes(5),
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.X86_64,
      logRetention: logs.RetentionDays.TEN_YEARS,
    });
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs22.x',
    Architectures: ['x86_64'],
    MemorySize: 2048,
    Timeout: 300,
    Environment: {
      Variables: { REGIONS: 'eu-west-1,us-east-1', FULL_SCAN_INTERVAL_HOURS: '24', MAX_CONCURRENCY: '16' },
    },
  });
  template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(7 * * * ? *)' });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 3653 });
});

test('logs to the given group, and creates none', () => {
  const template = synthesize((stack) => {
    const { logGroup } = addReporter(stack, { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Group', 'mine') });
    expect(logGroup.node.path).toBe('Stack/Group');
  });
  template.resourceCountIs('AWS::Logs::LogGroup', 0);
  template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogFormat: 'JSON', LogGroup: 'mine' } });
});

test('runs in the given subnets of a VPC, with the given security groups', () => {
  const template = synthesize((stack) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-0123456789abcdef0'],
      isolatedSubnetIds: ['subnet-0123456789abcdef1'],
    });
    addReporter(stack, {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    });
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: { SubnetIds: ['subnet-0123456789abcdef1'], SecurityGroupIds: ['sg-0123456789abcdef0'] },
  });
  template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
});

test('in a VPC, uses the private subnets and a new security group by default', () => {
  const template = synthesize((stack) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a'],
      publicSubnetIds: ['subnet-0123456789abcdef2'],
      privateSubnetIds: ['subnet-0123456789abcdef0'],
    });
    addReporter(stack, { vpc });
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: {
      SubnetIds: ['subnet-0123456789abcdef0'],
      SecurityGroupIds: [attribute('ReporterFunctionSecurityGroup', 'GroupId')],
    },
  });
});
