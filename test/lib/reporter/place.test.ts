// The accounts and Regions of a reporter's archive and resources. The synthesis refuses early what CloudFormation would
// refuse late.
import { Aws, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SessionArchive, type SessionArchiveProps, SessionReporter, type SessionReporterProps } from '../../../lib';
import { ACCOUNT, addReporter, knownStack, uncheckedApp } from '../synth';

type Env = NonNullable<StackProps['env']>;
const HERE: Env = { account: ACCOUNT, region: 'eu-west-1' };
const OTHER_ACCOUNT: Env = { account: '111122223333', region: 'eu-west-1' };
const OTHER_REGION: Env = { account: ACCOUNT, region: 'us-east-1' };

describe('an archive that is passed as an object', () => {
  type Props = (stack: Stack) => SessionArchiveProps;
  const handOver = (props: Props, there: Env, from: Env = HERE, areStages = false, crossRegionReferences = false) => {
    const app = uncheckedApp();
    const [one, two] = areStages ? [new Stage(app, 'One'), new Stage(app, 'Two')] : [app, app];
    const central = new Stack(one, 'Central', { env: from, crossRegionReferences });
    const archive = new SessionArchive(central, 'Archive', props(central));
    const member = new Stack(two, 'Member', { env: there, crossRegionReferences });
    new SessionReporter(member, 'Reporter', { archive });
    return Template.fromStack(member);
  };
  const plain: Props = () => ({});
  const named: Props = () => ({ bucketName: 'my-archive' });
  const withKey: Props = (stack) => ({ bucketName: 'my-archive', encryptionKey: new kms.Key(stack, 'Key') });
  const given: Props = (stack) => ({ bucket: s3.Bucket.fromBucketName(stack, 'Given', 'my-archive') });

  test.each<[string, Props, Env, Env?]>([
    ['another account', plain, OTHER_ACCOUNT],
    ['another account, by a name', named, OTHER_ACCOUNT],
    ['another Region', plain, OTHER_REGION],
    ['another Region, with a key', withKey, OTHER_REGION],
    ['an account known only at deployment', named, {}],
    ['a Region known only at deployment', plain, { account: ACCOUNT }],
    ['a known account', plain, HERE, {}],
  ])('to %s is refused, with the alternative', (...[, props, there, from]) => {
    expect(() => handOver(props, there, from)).toThrow(
      /^Invalid props of Member\/Reporter:\n {2}archive is Central\/Archive of Central \(.*\), which cannot be passed to Member \(.*\): refer to it by name, with SessionArchive\.fromSessionArchiveAttributes\(this, 'Archive', \{ bucketName(, encryptionKeyArn)? \}\), and give the archive a bucketName$/,
    );
  });

  test('is refused with the names, accounts and Regions of both stacks', () => {
    expect(() => handOver(withKey, OTHER_REGION)).toThrow(
      `archive is Central/Archive of Central (${ACCOUNT}, eu-west-1), which cannot be passed to Member (${ACCOUNT}, us-east-1): ` +
        "refer to it by name, with SessionArchive.fromSessionArchiveAttributes(this, 'Archive', { bucketName, encryptionKeyArn })",
    );
    expect(() => handOver(plain, {})).toThrow('which cannot be passed to Member (unknown-account, unknown-region): ');
    expect(() => handOver(plain, HERE, HERE, true)).toThrow(
      `archive is One/Central/Archive of One-Central (${ACCOUNT}, eu-west-1), which cannot be passed to Two-Member (${ACCOUNT}, eu-west-1)`,
    );
  });

  test.each<[string, Props, Env, Env?]>([
    ['another stack of the same place', plain, HERE],
    ['another stack, both known only at deployment', plain, {}, {}],
    ['another stack of the same place, with a key', withKey, HERE],
    ['another Region, by a name', named, OTHER_REGION],
    ['another Region, with an imported bucket', given, OTHER_REGION],
  ])('to %s works', (...[, props, there, from]) => {
    handOver(props, there, from).resourceCountIs('AWS::Lambda::Function', 1);
  });

  test('with an imported bucket works to another account, which must be listed in accounts', () => {
    const visible: Props = (stack) => ({ ...given(stack), accounts: ['111122223333'] });
    handOver(visible, OTHER_ACCOUNT).resourceCountIs('AWS::Lambda::Function', 1);
    expect(() => handOver(given, OTHER_ACCOUNT)).toThrow('accounts lacks "111122223333"');
  });

  test('works to another Region with crossRegionReferences', () => {
    const template = handOver(plain, OTHER_REGION, HERE, false, true);
    // The bucket's name comes from the CDK's custom resource.
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ARCHIVE_BUCKET: { 'Fn::GetAtt': [Match.anyValue(), Match.anyValue()] } } },
    });
  });

  test('works between Stages of different Regions if the bucket has a name', () => {
    handOver(named, OTHER_REGION, HERE, true).resourceCountIs('AWS::Lambda::Function', 1);
    expect(() => handOver(named, HERE, HERE, true)).toThrow('cannot be passed to');
  });
});

describe('a resource of another Region', () => {
  const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${rest}`;
  const stack = knownStack();
  const elsewhere = new Stack(stack, 'Elsewhere', { env: OTHER_REGION });

  test.each<[string, Omit<SessionReporterProps, 'archive'>]>([
    [
      'alarmTopic is Stack/Topic in us-east-1, but alarms can notify only topics of their own Region: give one in eu-west-1',
      { alarmTopic: sns.Topic.fromTopicArn(stack, 'Topic', arn('sns', 'on-call')) },
    ],
    ['alarmTopic is Stack/Elsewhere/New in us-east-1', { alarmTopic: new sns.Topic(elsewhere, 'New') }],
    [
      'logGroup is Stack/Log in us-east-1, but a function writes its log only in its own Region: give one in eu-west-1',
      { logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Log', arn('logs', 'log-group:mine:*')) },
    ],
    [
      'vpc is Stack/Vpc in us-east-1, but a function runs only in a VPC of its own Region',
      {
        vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
          vpcId: 'vpc-1',
          region: 'us-east-1',
          availabilityZones: ['us-east-1a'],
          privateSubnetIds: ['subnet-1'],
        }),
      },
    ],
  ])('is refused: %s', (message, props) => {
    const id = `Reporter${stack.node.children.length}`;
    expect(() => addReporter(stack, props, id)).toThrow(`Invalid props of Stack/${id}:\n  ${message}`);
  });

  test.each<[string, (stack: Stack) => SessionArchiveProps]>([
    [
      'encryptionKey is Stack/Key in us-east-1, but S3 encrypts only with keys of the Region of the bucket: give one in eu-west-1',
      (scope) => ({ encryptionKey: kms.Key.fromKeyArn(scope, 'Key', arn('kms', 'key/1')) }),
    ],
    [
      'encryptionKey is Stack/Key in us-east-1, but S3 encrypts only with keys of the Region of the bucket: give one in sa-east-1',
      (scope) => ({
        encryptionKey: kms.Key.fromKeyArn(scope, 'Key', arn('kms', 'key/1')),
        bucket: s3.Bucket.fromBucketAttributes(scope, 'Given', { bucketName: 'given', region: 'sa-east-1' }),
      }),
    ],
    [
      'queryResultsBucket is Stack/Results in us-east-1, but Athena writes results only in its own Region: give one in eu-west-1',
      (scope) => ({
        queryResultsBucket: s3.Bucket.fromBucketAttributes(scope, 'Results', {
          bucketName: 'results',
          region: 'us-east-1',
        }),
      }),
    ],
  ])('is refused: %s', (message, props) => {
    const scope = knownStack();
    expect(() => new SessionArchive(scope, 'Archive', props(scope))).toThrow(
      `Invalid props of Stack/Archive:\n  ${message}`,
    );
  });

  test.each([
    ['of the same Region', knownStack(), 'eu-west-1'],
    ['of a Region known only at deployment', knownStack(), Aws.REGION],
    ['in a stack of a Region known only at deployment', new Stack(uncheckedApp(), 'Stack'), 'eu-west-1'],
  ])('is accepted if it is %s', (_, scope, region) => {
    const arnOf = (service: string, rest: string) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
    const archive = new SessionArchive(scope, 'Archive', {
      encryptionKey: kms.Key.fromKeyArn(scope, 'Key', arnOf('kms', 'key/1')),
      queryResultsBucket: s3.Bucket.fromBucketAttributes(scope, 'Results', { bucketName: 'results', region }),
    });
    const reporter = new SessionReporter(scope, 'Reporter', {
      archive,
      alarmTopic: sns.Topic.fromTopicArn(scope, 'Topic', arnOf('sns', 'on-call')),
      logGroup: logs.LogGroup.fromLogGroupArn(scope, 'Log', arnOf('logs', 'log-group:mine')),
    });
    expect(reporter.alarms.all.length).toBeGreaterThan(0);
  });
});

describe('a VPC', () => {
  const WAY_OUT =
    'a function there has no network access; give private subnets with a NAT gateway, or isolated ones with VPC endpoints';
  const vpcOf = (stack: Stack, ...types: ec2.SubnetType[]) =>
    new ec2.Vpc(stack, 'Vpc', {
      natGateways: types.includes(ec2.SubnetType.PRIVATE_WITH_EGRESS) ? 1 : 0,
      subnetConfiguration: types.map((subnetType) => ({ name: subnetType, subnetType })),
    });
  const { PUBLIC, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS } = ec2.SubnetType;

  test('with only public subnets is refused', () => {
    const stack = knownStack();
    expect(() => addReporter(stack, { vpc: vpcOf(stack, PUBLIC) })).toThrow(
      `Invalid props of Stack/Reporter:\n  vpc is Stack/Vpc, which has only public subnets: ${WAY_OUT}`,
    );
  });

  test('is refused if public subnets are chosen', () => {
    const stack = knownStack();
    const vpcSubnets = { subnetType: PUBLIC };
    expect(() => addReporter(stack, { vpc: vpcOf(stack, PUBLIC, PRIVATE_ISOLATED), vpcSubnets })).toThrow(
      `Invalid props of Stack/Reporter:\n  vpcSubnets chooses public subnets of Stack/Vpc: ${WAY_OUT}`,
    );
  });

  test('without subnets is refused', () => {
    const stack = knownStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] });
    expect(() => addReporter(stack, { vpc, vpcSubnets: {} })).toThrow('vpc is Stack/Vpc, which has no known subnets');
  });

  test.each([
    ['isolated subnets alone', [PRIVATE_ISOLATED]],
    ['public and isolated subnets', [PUBLIC, PRIVATE_ISOLATED]],
    ['public and private subnets', [PUBLIC, PRIVATE_WITH_EGRESS]],
  ])('with %s is accepted', (_, types) => {
    const stack = knownStack();
    addReporter(stack, { vpc: vpcOf(stack, ...types) });
    Template.fromStack(stack).hasResource('AWS::Lambda::Function', {});
  });
});
