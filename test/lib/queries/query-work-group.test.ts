import { Size, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { QueryWorkGroup, type QueryWorkGroupProps } from '../../../lib/queries/query-work-group';
import { readSavedQueries } from '../../../lib/queries/saved-query';
import { knownStack, synthesize } from '../synth';

const withProps = (props: Partial<QueryWorkGroupProps> = {}, stack = knownStack()) =>
  synthesize(() => new QueryWorkGroup(stack, 'Queries', { databaseName: 'session_archive', ...props }), stack);

const RESULTS = { Ref: Match.stringLikeRegexp('QueriesResults') };

test('the workgroup enforces its settings for all clients', () => {
  withProps().hasResourceProperties('AWS::Athena::WorkGroup', {
    Name: 'session_archive',
    RecursiveDeleteOption: true,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      BytesScannedCutoffPerQuery: 100 * 2 ** 30,
      ResultConfiguration: {
        OutputLocation: { 'Fn::Join': ['', ['s3://', RESULTS, '/session_archive/']] },
        EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
      },
    },
  });
});

/** The workgroup's configuration of results. */
const resultConfigurationOf = (template: Template) =>
  (
    Object.values(template.findResources('AWS::Athena::WorkGroup'))[0] as {
      Properties: { WorkGroupConfiguration: { ResultConfiguration: Record<string, unknown> } };
    }
  ).Properties.WorkGroupConfiguration.ResultConfiguration;

test('results are in a private bucket of their own, for a week', () => {
  const template = withProps();
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 7, Status: 'Enabled' }] },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
});

test('the bucket for results is deleted with the stack, and its policy never before it', () => {
  const template = withProps();
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  template.hasResource('AWS::S3::BucketPolicy', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

test.each([
  ["the archive's key", 'archiveKey'],
  ['queryResultsEncryptionKey instead of the key of the archive', 'queryResultsEncryptionKey'],
] as const)('%s encrypts the results, in the bucket and by the workgroup', (_, prop) => {
  const stack = knownStack();
  const template = withProps({ archiveKey: new kms.Key(stack, 'Other'), [prop]: new kms.Key(stack, 'Key') }, stack);
  const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };
  template.hasResourceProperties('AWS::Athena::WorkGroup', {
    WorkGroupConfiguration: {
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: key } },
    },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: key } }],
    },
  });
});

const FOREIGN_KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test("an archive's key of another Region does not encrypt results: S3 does, and a warning says so", () => {
  const stack = knownStack();
  const template = withProps({ archiveKey: kms.Key.fromKeyArn(stack, 'Key', FOREIGN_KEY) }, stack);
  expect(resultConfigurationOf(template)).toMatchObject({
    EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
  });
  expect(JSON.stringify(template.toJSON())).not.toContain(FOREIGN_KEY);
  const [warning, ...others] = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  expect(others).toEqual([]);
  expect(warning?.entry.data).toMatch(
    /^The archive's key is in us-east-1, .* Give queryResultsEncryptionKey, a key of eu-west-1/,
  );
});

test.each([
  ['queryResultsEncryptionKey is', (key: kms.IKey) => ({ queryResultsEncryptionKey: key })],
  [
    'queryResultsBucket is encrypted with',
    (encryptionKey: kms.IKey, stack: Stack) => ({
      queryResultsBucket: s3.Bucket.fromBucketAttributes(stack, 'Mine', { bucketName: 'my-results', encryptionKey }),
    }),
  ],
])('refuses that %s a key of another Region', (name, props) => {
  const stack = knownStack();
  const key = kms.Key.fromKeyArn(stack, 'Key', FOREIGN_KEY);
  expect(() => withProps(props(key, stack), stack)).toThrow(
    `Invalid props of Stack:\n  ${name} the key ${FOREIGN_KEY} of us-east-1: Athena writes results in the stack's Region, give a key of eu-west-1`,
  );
});

describe('a given bucket is used unchanged, below a prefix,', () => {
  test('with its default encryption, also if the archive has a key', () => {
    const stack = knownStack();
    const queryResultsBucket = s3.Bucket.fromBucketName(stack, 'Mine', 'my-results');
    const template = withProps({ queryResultsBucket, archiveKey: new kms.Key(stack, 'Key') }, stack);
    template.resourceCountIs('AWS::S3::Bucket', 0);
    expect(resultConfigurationOf(template)).toEqual({ OutputLocation: 's3://my-results/session_archive/' });
  });

  test.each(['the key of the bucket', 'a key that is given with the bucket'])('with %s', (whose) => {
    const stack = knownStack();
    const [key, own] = [new kms.Key(stack, 'Key'), new kms.Key(stack, 'Own')];
    const known = whose.startsWith('the') ? key : own;
    const template = withProps(
      {
        queryResultsBucket: new s3.Bucket(stack, 'Mine', { encryptionKey: known }),
        queryResultsEncryptionKey: known === key ? undefined : key,
        archiveKey: new kms.Key(stack, 'Archives'),
      },
      stack,
    );
    expect(resultConfigurationOf(template).EncryptionConfiguration).toEqual({
      EncryptionOption: 'SSE_KMS',
      KmsKey: { 'Fn::GetAtt': [expect.stringMatching(/^Key/) as string, 'Arn'] },
    });
  });
});

test('the props set the name and the cutoff', () => {
  const template = withProps({
    databaseName: 'audit',
    bytesScannedCutoff: Size.gibibytes(1),
  });
  template.hasResourceProperties('AWS::Athena::WorkGroup', {
    Name: 'audit',
    WorkGroupConfiguration: { BytesScannedCutoffPerQuery: 2 ** 30 },
  });
  template.hasResourceProperties('AWS::Athena::NamedQuery', { Database: 'audit', WorkGroup: 'audit' });
});

test('every file of queries/ becomes a named query with its title', () => {
  const template = withProps();
  const saved = readSavedQueries();
  template.resourceCountIs('AWS::Athena::NamedQuery', saved.length);
  for (const { title, question, sql } of saved) {
    template.hasResource('AWS::Athena::NamedQuery', {
      // Athena refuses a named query if its workgroup does not exist yet.
      DependsOn: [Match.stringLikeRegexp('QueriesWorkGroup')],
      Properties: { Name: title, Description: question, QueryString: sql, WorkGroup: 'session_archive' },
    });
  }
});
