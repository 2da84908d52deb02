// No resource exceeds the limits of CloudFormation and its service: with the largest props and with the defaults.
import { Annotations, App, Aws, CfnParameter, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { SessionArchive, SessionReporter } from '../../lib';
import { addAlibabaReporter, ALIBABA_ACCOUNT, federation } from './alibaba/stacks';
import { ACCOUNT } from './synth';
import { dashboardBodies } from './reporter/template-metrics';

type Properties = Readonly<Record<string, unknown>>;
interface Statements {
  readonly Statement: readonly unknown[];
}

/** The longest values of parameters that are known only at deployment. */
const LONGEST: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': 'ap-southeast-7',
  'AWS::URLSuffix': 'amazonaws.com',
  AlibabaAccount: ALIBABA_ACCOUNT,
};
const REGIONS = RegionInfo.regions.filter(({ partition }) => partition === 'aws').map(({ name }) => name);
/** As many Regions as Alibaba Cloud has, with names of the greatest length. */
const ALIBABA_REGIONS = Array.from({ length: 32 }, (_, index) => `cn-shanghai-finance-${index + 1}`);
const ACCOUNTS = Array.from({ length: 40 }, (_, index) => String(100_000_000_000 + index));

function everything(stack: Stack): void {
  Annotations.of(stack).acknowledgeWarning('cdk-ssm-session-archive:manyPartitions');
  const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const archive = new SessionArchive(stack, 'Archive', {
    bucketName: 'b'.repeat(63),
    encryptionKey,
    objectLock: s3.ObjectLockRetention.governance(Duration.days(400)),
    deletionAdministrators: [0, 1, 2, 3, 4].map((index) => `arn:aws:iam::${ACCOUNT}:role/${'r'.repeat(60)}${index}`),
    organizationId: `o-${'x'.repeat(32)}`,
    writerAccounts: ACCOUNTS,
    accounts: ACCOUNTS,
    regions: [...REGIONS, ...ALIBABA_REGIONS, Aws.REGION],
    removalPolicy: RemovalPolicy.RETAIN,
    databaseName: 'd'.repeat(119),
    archiveStart: '2026-01-01',
    queryResultsBucket: s3.Bucket.fromBucketName(stack, 'Results', 'r'.repeat(63)),
    bytesScannedCutoff: Size.gibibytes(10),
    retention: Duration.days(2555),
    curationSchedule: ScheduleExpression.cron({ minute: '30', hour: '3' }),
    alarmTopic: new sns.Topic(stack, 'ArchiveAlarms'),
  });
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1 });
  new SessionReporter(stack, 'Reporter', {
    archive,
    regions: [...REGIONS, Aws.REGION],
    schedule: ScheduleExpression.rate(Duration.minutes(30)),
    fullScanInterval: Duration.days(3),
    maxConcurrency: 16,
    memorySize: 2048,
    timeout: Duration.minutes(10),
    runtime: lambda.Runtime.NODEJS_22_X,
    architecture: lambda.Architecture.X86_64,
    logGroup: new logs.LogGroup(stack, 'Log'),
    alarmTopic: new sns.Topic(stack, 'Topic', { enforceSSL: true }),
    dashboard: true,
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    securityGroups: [new ec2.SecurityGroup(stack, 'SecurityGroup', { vpc })],
  });
  const accountId = new CfnParameter(stack, 'AlibabaAccount').valueAsString;
  addAlibabaReporter(
    stack,
    {
      archive,
      accountId,
      regions: ALIBABA_REGIONS,
      credentials: federation({
        roleArn: `acs:ram::${accountId}:role/${'r'.repeat(64)}`,
        oidcProviderArn: `acs:ram::${accountId}:oidc-provider/${'p'.repeat(128)}`,
        audience: 'a'.repeat(1000),
      }),
      vpc,
    },
    'AlibabaReporter',
  );
  readers(stack, archive);
}

function defaults(stack: Stack): void {
  const archive = new SessionArchive(stack, 'Archive');
  new SessionReporter(stack, 'Reporter', { archive });
  readers(stack, archive);
}

function readers(stack: Stack, archive: SessionArchive): void {
  archive.grantRead(new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() }));
  archive.grantWrite(new Role(stack, 'Writer', { assumedBy: new AccountRootPrincipal() }));
}

// With the CDK's own check of templates.
function synthesize(fill: (stack: Stack) => void, flags: Record<string, unknown>, isKnown: boolean): Template {
  const app = new App({ context: { ...flags, '@aws-cdk/core:validateAgainstDefaultRules': true } });
  const stack = new Stack(app, 'S'.repeat(128), isKnown ? { env: { account: ACCOUNT, region: 'eu-west-1' } } : {});
  fill(stack);
  return Template.fromStack(stack);
}

describe.each([
  ['everything, in an account and Region known only at deployment', everything, {}, false],
  ['everything, with recommended flags, in a known account and Region', everything, recommendedFlags, true],
  ["every prop's default", defaults, {}, false],
])('%s', (_, fill, flags, isKnown) => {
  const template = synthesize(fill, flags, isKnown);
  const { Resources: resources } = template.toJSON() as {
    Resources: Record<string, { Type: string; Properties?: Properties }>;
  };
  const ofType = (type: string): [string, Properties][] =>
    Object.entries(resources).flatMap(([id, { Type, Properties: properties = {} }]) =>
      Type === type ? [[id, properties]] : [],
    );

  /** A value with each intrinsic function replaced by its longest result. */
  const longest = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(longest);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value) as [string, unknown][];
    if (others.length === 0) {
      if (name === 'Ref') return LONGEST[argument as string] ?? 'n'.repeat(63);
      if (name === 'Fn::GetAtt') return arnOf(...(argument as [string, string]));
      if (name === 'Fn::If') return longest((argument as unknown[])[2]);
      if (name === 'Fn::Join') {
        const [separator, parts] = argument as [string, unknown[]];
        return parts.map(longest).join(separator);
      }
      if (name.startsWith('Fn::')) return 'v'.repeat(63);
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, longest(inner)]));
  };
  /** Buckets have the longest ARNs of those that occur often. Other ARNs occur once or twice. */
  const arnOf = (id: string, attribute: string) =>
    resources[id]?.Type === 'AWS::S3::Bucket'
      ? `arn:aws-us-gov:s3:::${'b'.repeat(63)}`
      : `arn:${attribute}${'a'.repeat(140)}`;
  /** IAM does not count white space. */
  const lengthOf = (document: unknown) => JSON.stringify(longest(document)).length;

  test('a stack of at most 500 resources and 1 MB', () => {
    expect(Object.keys(resources).length).toBeLessThanOrEqual(500);
    expect(Buffer.byteLength(JSON.stringify(template.toJSON(), null, 1))).toBeLessThan(1_000_000);
    const { Outputs: outputs = {}, Parameters: parameters = {} } = template.toJSON() as Record<string, Properties>;
    expect(Object.keys(outputs).length).toBeLessThanOrEqual(200);
    expect(Object.keys(parameters).length).toBeLessThanOrEqual(200);
    for (const id of Object.keys(resources)) expect(id).toMatch(/^[A-Za-z0-9]{1,255}$/);
  });

  test('a managed policy has at most 6,144 characters, a role 10,240 of its own and ten attached ones', () => {
    const managed = ofType('AWS::IAM::ManagedPolicy');
    for (const [, { PolicyDocument: document }] of managed) expect(lengthOf(document)).toBeLessThanOrEqual(6144);
    const roles = ofType('AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(2);
    for (const [id, properties] of roles) {
      const isOf = ([, { Roles: names = [] }]: [string, Properties]) =>
        (names as { Ref?: string }[]).some(({ Ref: ref }) => ref === id);
      const { Policies: inline = [], ManagedPolicyArns: arns = [] } = properties as {
        Policies?: Properties[];
        ManagedPolicyArns?: unknown[];
      };
      const own = [
        ...inline,
        ...ofType('AWS::IAM::Policy')
          .filter(isOf)
          .map(([, policy]) => policy),
      ];
      const characters = own.reduce((sum, { PolicyDocument: document }) => sum + lengthOf(document), 0);
      expect(characters).toBeLessThanOrEqual(10_240);
      expect(managed.filter(isOf).length + arns.length).toBeLessThanOrEqual(10);
      expect(lengthOf(properties.AssumeRolePolicyDocument)).toBeLessThanOrEqual(2048);
    }
  });

  test("a bucket's policy has at most 20 KB, a key's 32 KB", () => {
    for (const [, { PolicyDocument: document }] of ofType('AWS::S3::BucketPolicy'))
      expect(lengthOf(document)).toBeLessThanOrEqual(20 * 1024);
    for (const [, { KeyPolicy: document }] of ofType('AWS::KMS::Key'))
      expect(lengthOf(document)).toBeLessThanOrEqual(32 * 1024);
    for (const [, { PolicyDocument: document }] of ofType('AWS::S3::BucketPolicy'))
      expect((document as Statements).Statement.length).toBeGreaterThan(1);
  });

  test('a dashboard has at most 500 widgets, 500 metrics a graph, 2,500 in all, and 100 alarms a widget', () => {
    for (const { widgets } of dashboardBodies(template)) {
      const metrics = widgets.map(({ properties }) => (properties.metrics as unknown[] | undefined)?.length ?? 0);
      const alarms = widgets.map(({ properties }) => ((properties as { alarms?: unknown[] }).alarms ?? []).length);
      expect(widgets.length).toBeLessThanOrEqual(500);
      expect(Math.max(...metrics)).toBeLessThanOrEqual(500);
      expect(metrics.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(2500);
      expect(Math.max(...alarms)).toBeLessThanOrEqual(100);
    }
    expect(dashboardBodies(template).length).toBeGreaterThan(0);
  });

  test('texts and names are within the limits of their services', () => {
    const longestOf = (type: string, property: string, inner?: string) => {
      const lengths = ofType(type).map(([, properties]) => {
        const outer = inner === undefined ? properties : (properties[inner] as Properties);
        return (longest(outer[property] ?? '') as string).length;
      });
      const most = Math.max(...lengths);
      // No resource, or another name of the property, would be within every limit.
      expect([type, property, most > 0]).toEqual([type, property, true]);
      return most;
    };
    expect(longestOf('AWS::IAM::Role', 'Description')).toBeLessThanOrEqual(1000);
    expect(longestOf('AWS::Lambda::Function', 'Description')).toBeLessThanOrEqual(256);
    expect(longestOf('AWS::Scheduler::Schedule', 'Description')).toBeLessThanOrEqual(512);
    expect(longestOf('AWS::CloudWatch::Alarm', 'AlarmDescription')).toBeLessThanOrEqual(1024);
    expect(longestOf('AWS::Athena::WorkGroup', 'Name')).toBeLessThanOrEqual(128);
    expect(longestOf('AWS::Athena::WorkGroup', 'Description')).toBeLessThanOrEqual(1024);
    expect(longestOf('AWS::Athena::NamedQuery', 'Name')).toBeLessThanOrEqual(128);
    expect(longestOf('AWS::Athena::NamedQuery', 'Description')).toBeLessThanOrEqual(1024);
    expect(longestOf('AWS::Athena::NamedQuery', 'QueryString')).toBeLessThanOrEqual(262_144);
    expect(longestOf('AWS::Glue::Database', 'Description', 'DatabaseInput')).toBeLessThanOrEqual(2048);
    expect(longestOf('AWS::Glue::Table', 'Description', 'TableInput')).toBeLessThanOrEqual(2048);
    expect(longestOf('AWS::Glue::Table', 'ViewOriginalText', 'TableInput')).toBeLessThanOrEqual(409_600);
    expect(longestOf('AWS::CloudWatch::Dashboard', 'DashboardBody')).toBeLessThan(1_000_000);
  });

  test("a function's environment has at most 4 KB, a table's parameter 512,000 characters", () => {
    for (const [, { Environment: environment = {} }] of ofType('AWS::Lambda::Function'))
      expect(lengthOf(environment)).toBeLessThanOrEqual(4096);
    for (const [, { TableInput: table }] of ofType('AWS::Glue::Table'))
      expect(lengthOf((table as Properties).Parameters)).toBeLessThan(512_000);
  });
});
