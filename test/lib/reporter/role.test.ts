import { Aws, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SessionArchive, SessionReporter, type SessionReporterProps } from '../../../lib';
import { ACCOUNT, REGION, statementsOf, synthesize, uncheckedApp } from '../synth';

const KEY_ARN = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

function report(props: Omit<SessionReporterProps, 'archive'> = {}, encryptionKeyArn?: string) {
  return (stack: Stack) => {
    const attrs = { bucketName: 'my-bucket', encryptionKeyArn };
    const archive = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', attrs);
    new SessionReporter(stack, 'Reporter', { archive, ...props });
  };
}
const statements = (template: Template) => statementsOf(template, 'AWS::IAM::Policy', 'ReporterRoleDefaultPolicy');

const allow = (Action: string | string[], Resource: unknown, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const listSessions = (regions: string[]) =>
  allow('ssm:DescribeSessions', '*', { StringEquals: { 'aws:RequestedRegion': regions } });
function archiveScope(region: string) {
  const prefixes = ['history', 'active', 'manifests'].map(
    (kind) => `${kind}/v1/account_id=${ACCOUNT}/region=${region}/*`,
  );
  return [
    allow(
      ['s3:GetObject', 's3:PutObject'],
      prefixes.map((prefix) => `arn:aws:s3:::my-bucket/${prefix}`),
    ),
    allow('s3:ListBucket', 'arn:aws:s3:::my-bucket', { StringLike: { 's3:prefix': prefixes } }),
  ];
}
const WRITE_LOG = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], {
  'Fn::GetAtt': [expect.stringMatching(/^ReporterLogGroup/), 'Arn'],
});
const PARK_EVENTS = allow('sqs:SendMessage', {
  'Fn::GetAtt': [expect.stringMatching(/^ReporterDeadLetterQueue/), 'Arn'],
});

test('the role may only list sessions of its Region, archive below its own prefixes, log, and send dead letters', () => {
  expect(statements(synthesize(report()))).toEqual([
    listSessions([REGION]),
    ...archiveScope(REGION),
    WRITE_LOG,
    PARK_EVENTS,
  ]);
});

test('each Region adds its own prefixes', () => {
  const template = synthesize(report({ regions: ['eu-west-1', 'us-east-1'] }));
  expect(statements(template)).toEqual([
    listSessions(['eu-west-1', 'us-east-1']),
    ...archiveScope('eu-west-1'),
    ...archiveScope('us-east-1'),
    WRITE_LOG,
    PARK_EVENTS,
  ]);
});

test("an archive's key may be used to encrypt and decrypt objects", () => {
  expect(statements(synthesize(report({}, KEY_ARN)))).toEqual([
    listSessions([REGION]),
    ...archiveScope(REGION),
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], KEY_ARN),
    WRITE_LOG,
    PARK_EVENTS,
  ]);
});

test('in a VPC, Lambda may attach the function to it', () => {
  const template = synthesize((stack) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-0123456789abcdef0'],
    });
    report({ vpc })(stack);
  });
  const actions = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ];
  expect(statements(template)).toContainEqual(allow(actions, '*'));
});

test('the role has no managed policies and no inline policies', () => {
  const template = synthesize(report());
  const roles = Object.entries(template.findResources('AWS::IAM::Role'));
  const [, role] = roles.find(([id]) => id.startsWith('ReporterRole')) ?? [];
  expect(role).toMatchObject({ Properties: { AssumeRolePolicyDocument: {} } });
  expect(Object.keys((role as { Properties: object }).Properties).sort()).toEqual([
    'AssumeRolePolicyDocument',
    'Description',
  ]);
});

test('the policies for 40 Regions stay within the size limits of IAM', () => {
  const areas = ['us-east', 'us-west', 'eu-central', 'eu-west', 'eu-south', 'ap-southeast', 'ap-northeast', 'ca-west'];
  const regions = areas.flatMap((area) => [1, 2, 3, 4, 5].map((number) => `${area}-${number}`));
  for (const context of [{}, { '@aws-cdk/aws-iam:minimizePolicies': true }]) {
    const stack = new Stack(uncheckedApp(context), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const template = synthesize(report({ regions }), stack);
    const size = (policy: unknown) =>
      JSON.stringify((policy as { Properties: { PolicyDocument: unknown } }).Properties.PolicyDocument).length;
    const inline = Object.values(template.findResources('AWS::IAM::Policy')).map(size);
    const managed = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).map(size);
    expect(inline.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(10_240);
    expect(Math.max(...managed)).toBeLessThanOrEqual(6_144);
    expect(managed.length).toBeLessThanOrEqual(10);
    for (const region of regions) {
      expect(JSON.stringify(template.toJSON())).toContain(`manifests/v1/account_id=${ACCOUNT}/region=${region}/*`);
    }
  }
});

test('Regions may be known only at deployment', () => {
  const template = synthesize(report({ regions: [Aws.REGION] }), new Stack(uncheckedApp(), 'Stack'));
  expect(statements(template)[0]).toEqual(
    allow('ssm:DescribeSessions', '*', { StringEquals: { 'aws:RequestedRegion': [{ Ref: 'AWS::Region' }] } }),
  );
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { REGIONS: { Ref: 'AWS::Region' } } },
  });
});

test('with all Regions, the role may list the Regions, and archive below all prefixes of its own account', () => {
  expect(statements(synthesize(report({ allRegions: true })))).toEqual([
    allow(['ssm:DescribeSessions', 'account:ListRegions'], '*'),
    ...archiveScope('*'),
    WRITE_LOG,
    PARK_EVENTS,
  ]);
});
