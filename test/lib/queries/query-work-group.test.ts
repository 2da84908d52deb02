import { RemovalPolicy, Size } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { QueryWorkGroup, type QueryWorkGroupProps } from '../../../lib/queries/query-work-group';
import { readSavedQueries } from '../../../lib/queries/saved-query';
import { knownStack, synthesize } from '../synth';

const withProps = (props: Partial<QueryWorkGroupProps> = {}, stack = knownStack()) =>
  synthesize(() => new QueryWorkGroup(stack, 'Queries', { databaseName: 'session_archive', ...props }), stack);

const RESULTS = { Ref: Match.stringLikeRegexp('QueriesResults') };

test('everyone who uses the workgroup is bound by its settings', () => {
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

test('results lie in a private bucket of their own, for a week', () => {
  const template = withProps();
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 7, Status: 'Enabled' }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
});

test('a key encrypts the results, in the bucket and by the workgroup', () => {
  const stack = knownStack();
  const template = withProps({ encryptionKey: new kms.Key(stack, 'Key') }, stack);
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

test('a given bucket is used as it is, below a prefix', () => {
  const stack = knownStack();
  const queryResultsBucket = s3.Bucket.fromBucketName(stack, 'Mine', 'my-results');
  const template = withProps({ queryResultsBucket }, stack);
  template.resourceCountIs('AWS::S3::Bucket', 0);
  template.hasResourceProperties('AWS::Athena::WorkGroup', {
    WorkGroupConfiguration: { ResultConfiguration: { OutputLocation: 's3://my-results/session_archive/' } },
  });
});

test('name, cutoff and removal policy are what the props say', () => {
  const template = withProps({
    databaseName: 'audit',
    bytesScannedCutoff: Size.gibibytes(1),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  template.hasResourceProperties('AWS::Athena::WorkGroup', {
    Name: 'audit',
    WorkGroupConfiguration: { BytesScannedCutoffPerQuery: 2 ** 30 },
  });
  template.hasResourceProperties('AWS::Athena::NamedQuery', { Database: 'audit', WorkGroup: 'audit' });
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
});

test('every file of queries/ is a named query, to be found by its title', () => {
  const template = withProps();
  const saved = readSavedQueries();
  template.resourceCountIs('AWS::Athena::NamedQuery', saved.length);
  for (const { title, question, sql } of saved) {
    template.hasResource('AWS::Athena::NamedQuery', {
      // Athena refuses a query for a workgroup that is not there yet.
      DependsOn: [Match.stringLikeRegexp('QueriesWorkGroup')],
      Properties: { Name: title, Description: question, QueryString: sql, WorkGroup: 'session_archive' },
    });
  }
});
