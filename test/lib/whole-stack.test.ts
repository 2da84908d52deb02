import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SessionArchive, SessionReporter } from '../../lib';
import { knownStack, uncheckedApp } from './synth';

/** Everything that can be created, with everything that grants something. */
function fill(stack: Stack): Stack {
  const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const archive = new SessionArchive(stack, 'Archive', { encryptionKey });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
  });
  new SessionReporter(stack, 'Reporter', { archive, vpc, regions: [Aws.REGION, 'us-gov-west-1', 'cn-north-1'] });
  return stack;
}

test("the CDK's own rules find no fault with the template", () => {
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  fill(new Stack(app, 'Stack'));
  expect(() => app.synth()).not.toThrow();
});

test('no resource names a partition, an account or a Region of its own accord', () => {
  const template = Template.fromStack(fill(new Stack(uncheckedApp(), 'Stack')));
  // The saved queries name accounts for whoever runs them to edit, and a number of bytes is no account.
  const isTechnical = ([, { Type: type }]: [string, { Type: string }]) => type !== 'AWS::Athena::NamedQuery';
  const { Resources: resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };
  const text = JSON.stringify(Object.entries(resources).filter(isTechnical)).replace(/"BytesScanned\w+":\d+/, '');
  expect(text).not.toMatch(/arn:aws/);
  expect(text).not.toMatch(/\d{12}/);
});

test.each([
  ['cn-north-1', 'arn:aws-cn:'],
  ['us-gov-west-1', 'arn:aws-us-gov:'],
])('in %s, every ARN is of its partition', (region, prefix) => {
  const text = JSON.stringify(Template.fromStack(fill(knownStack(region))).toJSON());
  const prefixes = new Set(text.match(/arn:aws[a-z-]*:/g));
  expect([...prefixes]).toEqual([prefix]);
});

describe('cdk-nag (AWS Solutions)', () => {
  test.each([
    ['for an account known at deployment', () => new Stack(uncheckedApp(), 'Stack')],
    ['for a known account', () => knownStack()],
  ])('finds nothing that is not acknowledged with a reason, %s', (_, stack) => {
    expect(new AwsSolutionsChecks().validateScope(fill(stack())).violations).toEqual([]);
  });

  test.each(['strong', 'weak'])('finds nothing where the archive belongs to another stack (%s references)', (kind) => {
    const app = uncheckedApp({ '@aws-cdk/core:defaultCrossStackReferences': kind });
    const archive = new SessionArchive(new Stack(app, 'Central'), 'Archive');
    new SessionReporter(new Stack(app, 'Member'), 'Reporter', { archive });
    expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
    app.synth();
    expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
  });

  test('still finds a wildcard that somebody else gives to the role', () => {
    const stack = knownStack();
    const archive = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', { bucketName: 'my-bucket' });
    const reporter = new SessionReporter(stack, 'Reporter', { archive });
    reporter.function.addToRolePolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::other/*'] }));
    const found = new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
    expect(found).toEqual(['AwsSolutions-IAM5[Action::s3:*]', 'AwsSolutions-IAM5[Resource::arn:aws:s3:::other/*]']);
  });
});
