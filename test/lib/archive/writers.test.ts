import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SessionArchive, type SessionArchiveProps } from '../../../lib';
import { ACCOUNT, knownStack, REGION, uncheckedApp } from '../synth';

const ORGANIZATION = 'o-a1b2c3d4e5';
const ACCOUNTS = ['111122223333', '444455556666'];

function synthesize(props: (stack: Stack) => SessionArchiveProps) {
  const stack = new Stack(uncheckedApp());
  new SessionArchive(stack, 'Archive', props(stack));
  return { stack, template: Template.fromStack(stack) };
}

type Statement = Readonly<Record<string, unknown>> & { readonly Sid?: string };

/** The Allow statements with a Sid in the policies of one type. */
function allowed(template: Template, type: string): Statement[] {
  const resources = Object.values(template.findResources(type)) as {
    Properties: Record<string, { Statement: Statement[] }>;
  }[];
  return resources
    .flatMap(({ Properties: { PolicyDocument, KeyPolicy } }) => (PolicyDocument ?? KeyPolicy)?.Statement ?? [])
    .filter(({ Effect, Sid }) => Effect === 'Allow' && Sid !== undefined);
}

/** In the resource's own account, its policy alone is enough for access. So the statements exclude that account. */
const ELSEWHERE = { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } };

const root = (account: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]] });
const inBucket = (suffix: string) => ({
  'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^ArchiveBucket'), 'Arn'] }, suffix]],
});

test('by default no other account may write', () => {
  const { template } = synthesize(() => ({}));
  expect(allowed(template, 'AWS::S3::BucketPolicy')).toEqual([]);
});

test('organizationId lets its accounts add below their own prefixes, and nothing else', () => {
  const { template } = synthesize(() => ({ organizationId: ORGANIZATION, accounts: ACCOUNTS }));
  expect(allowed(template, 'AWS::S3::BucketPolicy')).toHaveLength(2);
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          Sid: 'OrganizationAddToOwnPrefixes',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: [
            inBucket('/history/v1/account_id=${aws:PrincipalAccount}/*'),
            inBucket('/active/v1/account_id=${aws:PrincipalAccount}/*'),
            inBucket('/manifests/v1/account_id=${aws:PrincipalAccount}/*'),
          ],
          Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION }, StringNotEquals: ELSEWHERE },
        },
        {
          Sid: 'OrganizationListOwnPrefixes',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: 's3:ListBucket',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ArchiveBucket'), 'Arn'] },
          Condition: {
            StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION },
            StringNotEquals: ELSEWHERE,
            StringLike: {
              's3:prefix': [
                'history/v1/account_id=${aws:PrincipalAccount}/*',
                'active/v1/account_id=${aws:PrincipalAccount}/*',
                'manifests/v1/account_id=${aws:PrincipalAccount}/*',
              ],
            },
          },
        },
      ]),
    },
  });
});

test('writerAccounts get the same rights', () => {
  const { template } = synthesize(() => ({ writerAccounts: ACCOUNTS }));
  expect(
    allowed(template, 'AWS::S3::BucketPolicy').map(({ Sid, Principal, Condition }) => [Sid, Principal, Condition]),
  ).toEqual([
    ['WriterAccountsAddToOwnPrefixes', { AWS: ACCOUNTS.map(root) }, { StringNotEquals: ELSEWHERE }],
    [
      'WriterAccountsListOwnPrefixes',
      { AWS: ACCOUNTS.map(root) },
      { StringNotEquals: ELSEWHERE, StringLike: { 's3:prefix': expect.any(Array) as unknown } },
    ],
  ]);
});

test('organizationId and writerAccounts can be combined', () => {
  const { template } = synthesize(() => ({ organizationId: ORGANIZATION, writerAccounts: ACCOUNTS }));
  expect(allowed(template, 'AWS::S3::BucketPolicy')).toHaveLength(4);
});

test('writers may use the key only through S3', () => {
  const { template } = synthesize((stack) => ({ writerAccounts: ACCOUNTS, encryptionKey: new kms.Key(stack, 'Key') }));
  expect(allowed(template, 'AWS::KMS::Key')).toEqual([
    {
      Sid: 'WriterAccountsUseThroughS3',
      Effect: 'Allow',
      Principal: { AWS: ACCOUNTS.map(root) },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: {
        StringNotEquals: ELSEWHERE,
        StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['s3.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
      },
    },
  ]);
});

test('a warning names a key whose policy the app cannot change', () => {
  const { stack } = synthesize((stack) => ({
    writerAccounts: ACCOUNTS,
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/k'),
  }));
  Annotations.fromStack(stack).hasWarning(
    '/Default/Archive',
    Match.stringLikeRegexp('policy of the key arn:aws:kms:.*/k cannot be changed from this app'),
  );
});

test('a warning says that queries do not see the accounts of an organization', () => {
  const { stack } = synthesize(() => ({ organizationId: ORGANIZATION }));
  Annotations.fromStack(stack).hasWarning(
    '/Default/Archive',
    Match.stringLikeRegexp('organizationId is given without accounts'),
  );
  const { stack: told } = synthesize(() => ({ organizationId: ORGANIZATION, accounts: ACCOUNTS }));
  Annotations.fromStack(told).hasNoWarning('/Default/Archive', Match.anyValue());
});

test.each<[string, (stack: Stack) => SessionArchiveProps, RegExp]>([
  [
    'an invalid organization id',
    () => ({ organizationId: 'acme' }),
    /organizationId is "acme", which is not the id of an organization such as/,
  ],
  [
    'an invalid account',
    () => ({ writerAccounts: ['prod'] }),
    /writerAccounts contains "prod", which is not the id of an account such as/,
  ],
  [
    'a bucket whose policy the app cannot change',
    (stack) => ({ writerAccounts: ACCOUNTS, bucket: s3.Bucket.fromBucketName(stack, 'Other', 'other') }),
    /writerAccounts is given, but the policy of bucket other cannot be changed from this app/,
  ],
])('%s is refused', (_, props, message) => {
  expect(() => synthesize(props)).toThrow(message);
});

test('writerAccounts with the account of the archive is refused', () => {
  expect(() => new SessionArchive(knownStack(), 'Archive', { writerAccounts: [ACCOUNT] })).toThrow(
    `writerAccounts contains "123456789012", the account of the archive's bucket: leave it out`,
  );
});

test('the policies of a bucket and a key in another account exclude that account', () => {
  const app = uncheckedApp();
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const store = new Stack(app, 'Store', { env: { account: '999999999999', region: REGION } });
  new SessionArchive(stack, 'Archive', {
    bucket: new s3.Bucket(store, 'Bucket', { bucketName: 'my-bucket' }),
    encryptionKey: new kms.Key(store, 'Key', { alias: 'archive' }),
    writerAccounts: [ACCOUNT],
  });
  const template = Template.fromStack(store);
  const statements = [...allowed(template, 'AWS::S3::BucketPolicy'), ...allowed(template, 'AWS::KMS::Key')];
  expect(statements).toHaveLength(3);
  for (const { Condition } of statements) {
    expect(Condition).toMatchObject({ StringNotEquals: { 'aws:PrincipalAccount': '999999999999' } });
  }
});
