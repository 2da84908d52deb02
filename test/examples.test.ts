// The TypeScript examples, with the sources. `npm run test:python` compares them with the Python examples, with the
// package.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';

const EXAMPLES = join(__dirname, '..', 'examples');
const work = mkdtempSync(join(tmpdir(), 'examples-'));

afterAll(() => {
  rmSync(work, { recursive: true });
});

/** Synthesizes an example. Returns its templates by the name of the stack. */
async function synthesizeAll(example: string): Promise<Map<string, Template>> {
  const outdir = join(work, example);
  process.env.CDK_OUTDIR = outdir;
  await import(join(EXAMPLES, example, 'app.ts'));
  const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.template.json'),
  );
  return new Map(
    files.map((file) => [
      basename(file, '.template.json'),
      Template.fromJSON(JSON.parse(readFileSync(join(outdir, file), 'utf8')) as Record<string, unknown>),
    ]),
  );
}

async function synthesize(example: string): Promise<Template> {
  const [template, ...others] = (await synthesizeAll(example)).values();
  if (!template || others.length > 0)
    throw new Error(`examples/${example} has not one stack, but ${others.length + 1}`);
  return template;
}

test('one-account: the stack archives its own Region', async () => {
  const template = await synthesize('one-account');
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { REGIONS: { Ref: 'AWS::Region' } } },
  });
});

test('several-regions: one function for all Regions; every alarm sends mail, and missing snapshots also page', async () => {
  const template = await synthesize('several-regions');
  const regions = 'eu-central-1,eu-west-1,us-east-1,us-west-2,ap-southeast-2';
  template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { REGIONS: regions } } });
  template.hasResourceProperties('AWS::Glue::Table', {
    TableInput: { Name: 'history_records', Parameters: { 'projection.region.values': regions } },
  });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: Match.arrayWith([{ Ref: Match.stringLikeRegexp('^Mail') }]),
  });
  const paging = template.findResources('AWS::CloudWatch::Alarm', {
    Properties: { AlarmActions: Match.arrayWith([{ Ref: Match.stringLikeRegexp('^Pager') }]) },
  });
  expect(Object.keys(paging)).toEqual(Array(5).fill(expect.stringMatching(/SnapshotMissing/)));
  template.hasResourceProperties('AWS::S3::Bucket', { ObjectLockEnabled: true });
});

test('existing-resources: no resource is created that the stack already has', async () => {
  const template = await synthesize('existing-resources');
  const count = (type: string) => Object.keys(template.findResources(type));
  const types = ['S3::Bucket', 'KMS::Key', 'EC2::VPC', 'EC2::SecurityGroup', 'Logs::LogGroup', 'SNS::Topic'];
  expect(types.flatMap((type) => count(`AWS::${type}`))).toEqual(
    // The curation always creates its own bucket, because Athena deletes objects in it.
    [/^Records/, /^ArchiveCurationBucket/, /^Key/, /^Network/, /^Outbound/, /^Log/].map(
      (id) => expect.stringMatching(id) as string,
    ),
  );
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { ARCHIVE_BUCKET: { Ref: Match.stringLikeRegexp('^Records') } } },
    LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^Log') } },
    VpcConfig: {
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Outbound'), 'GroupId'] }],
      SubnetIds: [{ Ref: Match.stringLikeRegexp('^Network') }, { Ref: Match.anyValue() }],
    },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 180 });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:on-call'],
  });
});

test('organization: one archive, and a reporter in each account that writes to it', async () => {
  const templates = await synthesizeAll('organization');
  const members = ['111122223333', '444455556666', '777788889999'].map((account) => `Member${account}SessionReporter`);
  expect([...templates.keys()].map((name) => name.replace(/[A-F0-9]{8}$/, '')).sort()).toEqual(
    ['CentralSessionArchive', ...members, 'Pipeline'].sort(),
  );
  const of = (prefix: string) =>
    [...templates].filter(([name]) => name.startsWith(prefix)).map(([, template]) => template);
  for (const template of of('Central')) {
    template.hasResourceProperties('AWS::S3::Bucket', { BucketName: 'example-org-session-archive' });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'OrganizationAddToOwnPrefixes' })]) },
    });
  }
  expect(of('Member')).toHaveLength(3);
  for (const template of of('Member')) {
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ARCHIVE_BUCKET: 'example-org-session-archive' } },
    });
  }
});

test('every example has a test here', () => {
  expect(readdirSync(EXAMPLES)).toEqual(['existing-resources', 'one-account', 'organization', 'several-regions']);
});
