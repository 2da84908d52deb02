// Queries see the account and the Regions of a reporter of Alibaba Cloud, without a list in the archive's props.
import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SessionArchive, SessionReporter } from '../../../lib';
import { ACCOUNT, knownStack, REGION, uncheckedApp } from '../synth';
import { addAlibabaReporter, ALIBABA_ACCOUNT, federation } from './stacks';

/** The accounts and Regions in the projection of the first table. */
function seen(template: Template): { accounts: unknown; regions: unknown } {
  const [table] = Object.values(template.findResources('AWS::Glue::Table'));
  const { Parameters: parameters } = (table as { Properties: { TableInput: { Parameters: Record<string, unknown> } } })
    .Properties.TableInput;
  return { accounts: parameters['projection.account_id.values'], regions: parameters['projection.region.values'] };
}

test('queries see its account and its Regions in addition to those of AWS', () => {
  const stack = knownStack();
  const archive = new SessionArchive(stack, 'Archive');
  new SessionReporter(stack, 'Aws', { archive });
  addAlibabaReporter(stack, { archive, regions: ['cn-hangzhou', 'eu-west-1'] });
  expect(seen(Template.fromStack(stack))).toEqual({
    accounts: `${ACCOUNT},${ALIBABA_ACCOUNT}`,
    regions: `${REGION},cn-hangzhou`,
  });
});

test('queries also see a reporter created before its archive, matched by the name of the bucket', () => {
  const stack = knownStack();
  addAlibabaReporter(stack);
  new SessionArchive(stack, 'Archive', { bucketName: 'my-bucket' });
  expect(seen(Template.fromStack(stack))).toEqual({
    accounts: `${ACCOUNT},${ALIBABA_ACCOUNT}`,
    regions: 'cn-hangzhou',
  });
});

test('an account and a Region that the archive also lists appear once', () => {
  const stack = knownStack();
  const archive = new SessionArchive(stack, 'Archive', { accounts: [ALIBABA_ACCOUNT], regions: ['cn-hangzhou'] });
  addAlibabaReporter(stack, { archive });
  expect(seen(Template.fromStack(stack))).toEqual({
    accounts: `${ACCOUNT},${ALIBABA_ACCOUNT}`,
    regions: 'cn-hangzhou',
  });
});

test('accounts in the props are added, and do not replace it', () => {
  const stack = knownStack();
  const archive = new SessionArchive(stack, 'Archive', { accounts: ['111122223333'] });
  addAlibabaReporter(stack, { archive });
  expect(seen(Template.fromStack(stack)).accounts).toBe(`${ACCOUNT},111122223333,${ALIBABA_ACCOUNT}`);
});

test('regions of the archive without its Region are an error, as with any reporter', () => {
  const stack = knownStack();
  const archive = new SessionArchive(stack, 'Archive', { regions: [REGION] });
  addAlibabaReporter(stack, { archive });
  expect(archive.node.validate()).toEqual([
    expect.stringMatching('^regions lacks "cn-hangzhou", which Stack/Reporter collects') as string,
  ]);
});

test('queries see an account that is a parameter', () => {
  const stack = new Stack(uncheckedApp(), 'Stack');
  const accountId = new CfnParameter(stack, 'AlibabaAccount').valueAsString;
  const archive = new SessionArchive(stack, 'Archive');
  const roleArn = `acs:ram::${accountId}:role/session-reporter`;
  const oidcProviderArn = `acs:ram::${accountId}:oidc-provider/aws`;
  addAlibabaReporter(stack, { archive, accountId, credentials: federation({ roleArn, oidcProviderArn }) });
  expect(JSON.stringify(seen(Template.fromStack(stack)).accounts)).toContain('{"Ref":"AlibabaAccount"}');
});

test('for a reporter in another Stage, a warning says what to list', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const env = { account: ACCOUNT, region: REGION };
  const central = new Stack(new Stage(app, 'One'), 'Central', { env });
  new SessionArchive(central, 'Archive', { bucketName: 'my-bucket' });
  const other = new Stack(new Stage(app, 'Two'), 'Other', { env });
  const reporter = addAlibabaReporter(other);
  app.synth();
  const warnings = [central, reporter].flatMap((each) =>
    Annotations.fromStack(Stack.of(each)).findWarning('*', Match.stringLikeRegexp('accounts lacks')),
  );
  expect(warnings.map(({ entry }) => entry.data)).toContainEqual(
    expect.stringContaining(
      `accounts lacks "${ALIBABA_ACCOUNT}", which Two/Other/Reporter, in another Stage, collects`,
    ),
  );
});
