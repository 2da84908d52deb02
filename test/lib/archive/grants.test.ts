import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { type ISessionArchive, SessionArchive } from '../../../lib';
import { type Statement, statementsOf, synthesize } from '../synth';

const KEY_ARN = 'arn:aws:kms:us-east-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** What a role may do after `grant` has been called with it, and the archive of a bucket named `my-bucket`. */
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
  Resource: ['arn:aws:s3:::my-bucket/sessions/v1/*', 'arn:aws:s3:::my-bucket/manifests/v1/*'],
});
const LISTING = {
  Effect: 'Allow',
  Action: 's3:ListBucket',
  Resource: 'arn:aws:s3:::my-bucket',
  Condition: { StringLike: { 's3:prefix': ['sessions/v1/*', 'manifests/v1/*'] } },
};
const imported = (encryptionKeyArn?: string) => (stack: Stack) =>
  SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', { bucketName: 'my-bucket', encryptionKeyArn });

test('grantRead lets read and list below the prefixes, and nothing else', () => {
  expect(granted((archive, role) => archive.grantRead(role), imported())).toEqual([objects('s3:GetObject'), LISTING]);
});

test('grantRead of an archive that has a catalog lets ask as well: its definitions, its workgroup, its results', () => {
  const [readObjects, listObjects, ...asking] = granted((archive, role) => archive.grantRead(role));
  expect([readObjects, listObjects]).toEqual([objects('s3:GetObject'), LISTING]);
  const own = 'arn:aws:glue:eu-west-1:123456789012';
  const results = { 'Fn::GetAtt': ['ArchiveQueriesResults2E3E343C', 'Arn'] };
  expect(asking).toEqual([
    {
      Effect: 'Allow',
      Action: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'],
      Resource: [`${own}:catalog`, `${own}:database/session_archive`, `${own}:table/session_archive/*`],
    },
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
  ]);
});

test('grantWrite lets add as well, but not delete', () => {
  expect(granted((archive, role) => archive.grantWrite(role))).toEqual([
    objects('s3:GetObject', 's3:PutObject'),
    LISTING,
  ]);
});

test('an archive of another stack, named by its attributes, grants the same', () => {
  expect(granted((archive, role) => archive.grantWrite(role), imported())).toEqual([
    objects('s3:GetObject', 's3:PutObject'),
    LISTING,
  ]);
});

test('grants include the key, though it belongs to another account and Region', () => {
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

test("a principal of another account is granted by the bucket's and the key's own policies", () => {
  const template = synthesize((stack) => {
    const archive = new SessionArchive(stack, 'Archive', { encryptionKey: new kms.Key(stack, 'Key') });
    archive.grantRead(new iam.AccountPrincipal('999999999999'));
  });
  const auditors = { AWS: 'arn:aws:iam::999999999999:root' };
  const isTheirs = ({ Principal }: Statement) => JSON.stringify(Principal) === JSON.stringify(auditors);
  const ofBucket = statementsOf(template, 'AWS::S3::BucketPolicy', 'ArchiveBucketPolicy').filter(isTheirs);
  expect(ofBucket.map(({ Action }) => Action)).toEqual(['s3:GetObject', 's3:ListBucket']);
  expect(ofBucket[1]).toMatchObject({ Condition: LISTING.Condition });
  const [key] = Object.values(template.findResources('AWS::KMS::Key')) as [
    { Properties: { KeyPolicy: { Statement: Statement[] } } },
  ];
  expect(key.Properties.KeyPolicy.Statement.filter(isTheirs).map(({ Action }) => Action)).toEqual([
    'kms:Decrypt',
    // For the results of queries.
    ['kms:Decrypt', 'kms:GenerateDataKey'],
  ]);
});
