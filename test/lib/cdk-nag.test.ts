import { Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks, HIPAASecurityChecks, PCIDSS321Checks } from 'cdk-nag';
import { SessionArchive, SessionReporter } from '../../lib';
import { addAlibabaReporter, secretOf } from './alibaba/stacks';
import { fill } from './everything';
import { knownStack, uncheckedApp } from './synth';

const PACKS = [
  ['AWS Solutions', new AwsSolutionsChecks()],
  ['HIPAA Security', new HIPAASecurityChecks()],
  ['PCI DSS 3.2.1', new PCIDSS321Checks()],
] as const;

describe.each(PACKS)('cdk-nag (%s)', (_, pack) => {
  test.each([
    ['for an account known at deployment', () => new Stack(uncheckedApp(), 'Stack')],
    ['for a known account', () => knownStack()],
  ])('finds nothing without an acknowledged reason, %s', (__, stack) => {
    expect(pack.validateScope(fill(stack())).violations).toEqual([]);
  });

  test.each(['strong', 'weak'])('finds no more if the archive belongs to another stack (%s references)', (kind) => {
    const app = uncheckedApp({ '@aws-cdk/core:defaultCrossStackReferences': kind });
    const archive = new SessionArchive(new Stack(app, 'Central'), 'Archive');
    new SessionReporter(new Stack(app, 'Member'), 'Reporter', { archive });
    expect(undecided(pack.validateScope(app).violations)).toEqual([]);
    app.synth();
    expect(undecided(pack.validateScope(app).violations)).toEqual([]);
  });
});

/** Rules of HIPAA and PCI that users of the constructs must decide: a key, a VPC, and a target for alarms. */
const UP_TO_THE_USER = ['S3DefaultEncryptionKMS', 'LambdaInsideVPC', 'CloudWatchAlarmAction'];

function undecided(violations: readonly { readonly ruleName: string }[]): string[] {
  const rules = violations.map(({ ruleName }) => ruleName);
  return rules.filter((rule) => !UP_TO_THE_USER.some((known) => rule.endsWith(`-${known}`)));
}

test.each(PACKS)('cdk-nag (%s) finds no more if all Regions are archived', (_, pack) => {
  const stack = knownStack();
  new SessionReporter(stack, 'Reporter', { archive: new SessionArchive(stack, 'Archive'), allRegions: true });
  expect(undecided(pack.validateScope(stack).violations)).toEqual([]);
});

test.each(PACKS)(
  'cdk-nag (%s) finds no more if sessions of Alibaba Cloud are archived, with a role or a secret',
  (_, pack) => {
    const stack = knownStack();
    const archive = new SessionArchive(stack, 'Archive');
    addAlibabaReporter(stack, { archive }, 'ByRole');
    addAlibabaReporter(stack, { archive, credentials: secretOf(stack) }, 'ByKey');
    expect(undecided(pack.validateScope(stack).violations)).toEqual([]);
  },
);

test.each(PACKS)('cdk-nag (%s) finds no more if an archive is granted', (_, pack) => {
  const stack = new Stack(uncheckedApp(), 'Stack');
  const archive = new SessionArchive(stack, 'Archive', {
    encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
  });
  for (const id of ['Auditor', 'Writer']) {
    const role = new Role(stack, id, { assumedBy: new AccountRootPrincipal() });
    if (id === 'Auditor') archive.grantRead(role);
    else archive.grantWrite(role);
  }
  // HIPAA and PCI ask for managed policies. The app that owns the role decides about that.
  const found = undecided(pack.validateScope(stack).violations).filter((rule) => !rule.includes('IAMNoInlinePolicy'));
  expect(found).toEqual([]);
});

test('the rules that users must decide are not acknowledged for them', () => {
  const stack = knownStack();
  new SessionReporter(stack, 'Reporter', { archive: new SessionArchive(stack, 'Archive') });
  const found = new HIPAASecurityChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
  expect(new Set(found)).toEqual(new Set(UP_TO_THE_USER.map((rule) => `HIPAA.Security-${rule}`)));
});

test('a wildcard that the app adds to the role is still found', () => {
  const stack = knownStack();
  const archive = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', { bucketName: 'my-bucket' });
  const reporter = new SessionReporter(stack, 'Reporter', { archive });
  reporter.function.addToRolePolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::other/*'] }));
  const found = new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
  expect(found).toEqual(['AwsSolutions-IAM5[Action::s3:*]', 'AwsSolutions-IAM5[Resource::arn:aws:s3:::other/*]']);
});
