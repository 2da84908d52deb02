import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CONFIGURATIONS } from './configurations';
import { fill } from './everything';
import { knownStack, uncheckedApp } from './synth';

test("the CDK's own rules find no problem in the template of any configuration", () => {
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  for (const [name, configure] of Object.entries(CONFIGURATIONS)) {
    const stack = new Stack(app, name);
    // In reality, these stacks are in different accounts.
    Annotations.of(stack).acknowledgeWarning('cdk-ssm-session-archive:databaseNameTwice');
    Annotations.of(stack).acknowledgeWarning('cdk-ssm-session-archive:manyPartitions');
    Annotations.of(stack).acknowledgeWarning('cdk-ssm-session-archive:reporterNarrowed');
    configure(stack);
  }
  expect(() => app.synth()).not.toThrow();
});

const template = Template.fromStack(fill(new Stack(uncheckedApp(), 'Stack')));
const { Resources: resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };

test('no resource has a literal partition or account', () => {
  // Saved queries name example accounts. Numbers of bytes and hashes may look like accounts.
  const isTechnical = ([, { Type: type }]: [string, { Type: string }]) => type !== 'AWS::Athena::NamedQuery';
  const text = JSON.stringify(Object.entries(resources).filter(isTechnical))
    .replace(/"BytesScanned\w+":\d+/, '')
    .replaceAll(/[0-9a-f]{64}/g, 'hash');
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

test.each([
  ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 3],
  ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 2],
])('every %s refuses requests without TLS', (type, policyType, count) => {
  template.resourceCountIs(type, count);
  const denial = { Effect: 'Deny', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  const policies = template.findResources(policyType, {
    Properties: { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(denial)]) } },
  });
  expect(Object.keys(policies)).toHaveLength(count);
});

test('each lookup of the runbook finds one resource, in a stack with alerts and both reporters too', () => {
  const runbook = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
  const lookups = [...runbook.matchAll(/\(named (\w+::\w+) "?(\$?\w+)"?\)/g)];
  expect(lookups).toHaveLength(5);
  for (const [text, type = '', id = ''] of lookups) {
    const prefix = id === '$reporter' ? 'Reporter' : id;
    const found = Object.entries(resources).filter(
      ([name, resource]) => resource.Type === `AWS::${type}` && name.startsWith(prefix),
    );
    expect([text, found.length]).toEqual([text, 1]);
  }
});
