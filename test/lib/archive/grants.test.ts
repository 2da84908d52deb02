import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { type ISessionArchive, SessionArchive } from '../../../lib';
import { ARCHIVE_PREFIXES } from '../../../lib/contract';
import { ACCOUNT, knownStack, REGION, type Statement, statementsOf, synthesize, uncheckedApp } from '../synth';

const KEY_ARN = 'arn:aws:kms:us-east-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** The statements of a role after `grant`. The archive's bucket is named `my-bucket`. */
function granted(
  grant: (archive: ISessionArchive, role: iam.Role) => iam.Grant,
  archiveIn: (stack: Stack) => ISessionArchive = (stack) =>
    new SessionArchive(stack, 'Archive', { bucket: s3.Bucket.fromBucketName(stack, 'Mine', 'my-bucket') }),
): Statement[] {
  const template = synthesize((stack) => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    expect(grant(archiveIn(stack), role).success).toBe(true);
  });
  return statementsOf(template, 'AWS::IAM::Policy', 'RoleDefaultPolicy');
}

const objects = (...actions: string[]) => ({
  Effect: 'Allow',
  Action: actions.length === 1 ? actions[0] : actions,
  Resource: ['history', 'active', 'manifests'].map((prefix) => `arn:aws:s3:::my-bucket/${prefix}/v1/*`),
});
const LISTING = {
  Effect: 'Allow',
  Action: 's3:ListBucket',
  Resource: 'arn:aws:s3:::my-bucket',
  Condition: { StringLike: { 's3:prefix': ['history/v1/*', 'active/v1/*', 'manifests/v1/*'] } },
};
const imported = (encryptionKeyArn?: string) => (stack: Stack) =>
  SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', { bucketName: 'my-bucket', encryptionKeyArn });

test('grantRead allows reading and listing below the prefixes, and nothing else', () => {
  expect(granted((archive, role) => archive.grantRead(role), imported())).toEqual([objects('s3:GetObject'), LISTING]);
});

test('grantRead of an archive with a catalog also allows queries: definitions, workgroup, results, curated tables', () => {
  const [readObjects, listObjects, ...asking] = granted((archive, role) => archive.grantRead(role));
  expect([readObjects, listObjects]).toEqual([objects('s3:GetObject'), LISTING]);
  const own = 'arn:aws:glue:eu-west-1:123456789012';
  const results = { 'Fn::GetAtt': ['ArchiveQueriesResults2E3E343C', 'Arn'] };
  const curated = { 'Fn::GetAtt': ['ArchiveCurationBucket636A4AE1', 'Arn'] };
  expect(asking).toEqual([
    {
      Effect: 'Allow',
      Action: [
        'glue:GetDatabase',
        'glue:GetDatabases',
        'glue:GetTable',
        'glue:GetTables',
        'glue:GetPartition',
        'glue:GetPartitions',
        'glue:BatchGetPartition',
      ],
      Resource: [`${own}:catalog`, `${own}:database/session_archive`, `${own}:table/session_archive/*`],
    },
    { Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: 'arn:aws:s3:::my-bucket' },
    {
      Effect: 'Allow',
      Action: expect.arrayContaining([
        'athena:StartQueryExecution',
        'athena:GetQueryResults',
        'athena:GetNamedQuery',
      ]) as unknown,
      Resource: 'arn:aws:athena:eu-west-1:123456789012:workgroup/session_archive',
    },
    {
      Effect: 'Allow',
      Action: [
        'athena:ListWorkGroups',
        'athena:ListEngineVersions',
        'athena:ListDataCatalogs',
        'athena:GetDataCatalog',
        'athena:ListDatabases',
        'athena:GetDatabase',
        'athena:ListTableMetadata',
        'athena:GetTableMetadata',
      ],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      Resource: { 'Fn::Join': ['', [results, '/session_archive/*']] },
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: results,
      Condition: { StringLike: { 's3:prefix': ['session_archive/*'] } },
    },
    { Effect: 'Allow', Action: ['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], Resource: results },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [curated, '/tables/*']] } },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: curated,
      Condition: { StringLike: { 's3:prefix': ['tables/*'] } },
    },
    { Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: curated },
  ]);
});

test('grantWrite also allows adding objects, but not deleting', () => {
  expect(granted((archive, role) => archive.grantWrite(role))).toEqual([
    objects('s3:GetObject', 's3:PutObject'),
    LISTING,
  ]);
});

test('an archive imported by its attributes grants the same', () => {
  expect(granted((archive, role) => archive.grantWrite(role), imported())).toEqual([
    objects('s3:GetObject', 's3:PutObject'),
    LISTING,
  ]);
});

test('an archive imported with its catalog also allows queries, like one of the same stack', () => {
  const given = {
    databaseName: 'session_archive',
    queryResultsBucketName: 'my-results',
    curatedBucketName: 'my-curated',
  };
  const attributes = { bucketName: 'my-bucket', ...given, queryResultsEncryptionKeyArn: KEY_ARN };
  let reference: ISessionArchive | undefined;
  const [, , ...asking] = granted(
    (archive, role) => archive.grantRead(role),
    (stack) => (reference = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', attributes)),
  );
  expect([reference?.databaseName, reference?.workGroupName]).toEqual(['session_archive', 'session_archive']);
  const [, , ...own] = granted((archive, role) => archive.grantRead(role));
  const results = JSON.stringify({ 'Fn::GetAtt': ['ArchiveQueriesResults2E3E343C', 'Arn'] });
  const curated = JSON.stringify({ 'Fn::GetAtt': ['ArchiveCurationBucket636A4AE1', 'Arn'] });
  const named = JSON.stringify(own)
    .replaceAll(`{"Fn::Join":["",[${results},"/session_archive/*"]]}`, '"arn:aws:s3:::my-results/session_archive/*"')
    .replaceAll(results, '"arn:aws:s3:::my-results"')
    .replaceAll(`{"Fn::Join":["",[${curated},"/tables/*"]]}`, '"arn:aws:s3:::my-curated/tables/*"')
    .replaceAll(curated, '"arn:aws:s3:::my-curated"');
  expect(asking).toEqual([
    ...(JSON.parse(named) as Statement[]),
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: KEY_ARN },
  ]);
});

test.each([
  { databaseName: 'audit' },
  { queryResultsBucketName: 'my-results' },
  { curatedBucketName: 'my-curated' },
  { queryResultsEncryptionKeyArn: KEY_ARN },
])('half of a catalog is refused: %o', (attributes) => {
  const [[name, value] = []] = Object.entries(attributes);
  expect(() =>
    SessionArchive.fromSessionArchiveAttributes(knownStack(), 'Archive', { bucketName: 'my-bucket', ...attributes }),
  ).toThrow(
    `Invalid props of Stack/Archive:\n  ${name} is "${value}", but queries need databaseName, queryResultsBucketName and curatedBucketName: give all three, or none`,
  );
});

test('grants include the key, also of another account and Region', () => {
  expect(granted((archive, role) => archive.grantRead(role), imported(KEY_ARN))).toEqual([
    objects('s3:GetObject'),
    LISTING,
    { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY_ARN },
  ]);
  expect(granted((archive, role) => archive.grantWrite(role), imported(KEY_ARN))).toEqual([
    objects('s3:GetObject', 's3:PutObject'),
    LISTING,
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: KEY_ARN },
  ]);
});

test('a principal of another account gets read access in the bucket policy and the key policy, and a warning says what it lacks', () => {
  const stack = knownStack();
  const archive = new SessionArchive(stack, 'Archive', { encryptionKey: new kms.Key(stack, 'Key') });
  archive.grantRead(new iam.AccountPrincipal('999999999999'));
  const template = Template.fromStack(stack);
  const auditors = { AWS: 'arn:aws:iam::999999999999:root' };
  const isTheirs = ({ Principal }: Statement) => JSON.stringify(Principal) === JSON.stringify(auditors);
  const ofBucket = statementsOf(template, 'AWS::S3::BucketPolicy', 'ArchiveBucketPolicy').filter(isTheirs);
  expect(ofBucket.map(({ Action }) => Action)).toEqual(['s3:GetObject', 's3:ListBucket']);
  expect(ofBucket[1]).toMatchObject({ Condition: LISTING.Condition });
  const [key] = Object.values(template.findResources('AWS::KMS::Key')) as [
    { Properties: { KeyPolicy: { Statement: Statement[] } } },
  ];
  expect(key.Properties.KeyPolicy.Statement.filter(isTheirs).map(({ Action }) => Action)).toEqual(['kms:Decrypt']);
  expect(statementsOf(template, 'AWS::S3::BucketPolicy', 'ArchiveQueriesResults').filter(isTheirs)).toEqual([]);
  Annotations.fromStack(stack).hasWarning(
    '/Stack/Archive',
    Match.stringLikeRegexp(
      'grantRead of AccountPrincipal\\(999999999999\\) lets it get, .* does not allow queries, because the Glue database',
    ),
  );
});

test('a role of another account in the same app may read objects with the key, and gets no right on the catalog', () => {
  const app = uncheckedApp({ '@aws-cdk/core:enablePartitionLiterals': true });
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const auditors = new Stack(app, 'Auditors', { env: { account: '999999999999', region: REGION } });
  const trust = { roleName: 'Auditor', assumedBy: new iam.AccountRootPrincipal() };
  const key = new kms.Key(stack, 'Key', { alias: 'archive' });
  const archive = new SessionArchive(stack, 'Archive', { bucketName: 'my-bucket', encryptionKey: key });
  archive.grantRead(new iam.Role(auditors, 'Auditor', trust));
  const policy = JSON.stringify(Template.fromStack(auditors).findResources('AWS::IAM::Policy'));
  expect(policy.match(/"(s3|kms|glue|athena):[A-Z]\w+"/g)).toEqual([
    '"s3:GetObject"',
    '"s3:ListBucket"',
    '"kms:Decrypt"',
  ]);
  Annotations.fromStack(stack).hasWarning('/Stack/Archive', Match.stringLikeRegexp('Auditor.* does not allow queries'));
});

test.each<[string, iam.IGrantable]>([
  ['an organization', new iam.OrganizationPrincipal('o-a1b2c3d4e5')],
  ['everybody', new iam.AnyPrincipal()],
  ['a star', new iam.StarPrincipal()],
])('grants refuse %s, which stands for every role of the account', (_, principal) => {
  const archive = new SessionArchive(knownStack(), 'Archive');
  expect(() => archive.grantRead(principal)).toThrow(
    /^grantRead of Stack\/Archive was given .* grant to roles, users or/,
  );
  expect(() => archive.grantWrite(principal)).toThrow(/^grantWrite of Stack\/Archive was given .* organizationId/);
});

test('grants, protection from overwriting, and lifecycle warnings cover each prefix of the archive', () => {
  for (const prefix of ARCHIVE_PREFIXES) {
    const stack = knownStack();
    const archive = new SessionArchive(stack, 'Archive');
    const rule = { id: 'Expire', prefix, expiration: Duration.days(1) };
    if (!(archive.bucket instanceof s3.Bucket)) throw new Error('The archive has no bucket of its own');
    archive.bucket.addLifecycleRule(rule);
    archive.grantRead(new iam.AccountPrincipal('999999999999'));
    const statements = statementsOf(Template.fromStack(stack), 'AWS::S3::BucketPolicy', 'ArchiveBucketPolicy');
    const about = (sid: string | undefined, action: string) =>
      JSON.stringify(
        statements.filter(({ Sid, Action }) => Sid === sid && [Action].flat().includes(action)).map((s) => s.Resource),
      );
    expect(about('DenyOverwriting', 's3:PutObject')).toContain(`/${prefix}*`);
    expect(about('DenyReplicatingInto', 's3:ReplicateObject')).toContain(`/${prefix}*`);
    expect(about(undefined, 's3:GetObject')).toContain(`/${prefix}*`);
    Annotations.fromStack(stack).hasWarning('/Stack/Archive/Bucket', Match.stringLikeRegexp('"Expire" lets objects'));
  }
});
