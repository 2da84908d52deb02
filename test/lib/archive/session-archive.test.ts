import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SessionArchive } from '../../../lib';
import { knownStack, statementsOf, synthesize } from '../synth';

const BUCKET_ARN = { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] };
/** The archive's bucket in the template, which also has a bucket for query results. */
const bucketOf = (template: Template) => template.findResources('AWS::S3::Bucket').ArchiveBucket49F1AC64;
/** The deletion policies of the archive's bucket and of its bucket policy. */
const lifetimes = (template: Template) => {
  const policies = Object.entries(template.findResources('AWS::S3::BucketPolicy'));
  const [, policy] = policies.find(([id]) => id.startsWith('ArchiveBucketPolicy')) ?? [];
  return [bucketOf(template), policy].map((resource) => {
    const { DeletionPolicy, UpdateReplacePolicy } = resource as Record<string, string>;
    return [DeletionPolicy, UpdateReplacePolicy];
  });
};
const KEPT_UNLESS_CREATION_FAILS = ['RetainExceptOnCreate', 'Retain'];
const below = (path: string) => ({ 'Fn::Join': ['', [BUCKET_ARN, path]] });

describe('by default', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesize((stack) => new SessionArchive(stack, 'Archive'));
  });

  test('creates a private, versioned bucket that S3 encrypts, owned by its account alone', () => {
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: Match.absent(),
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: Match.absent(), ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  test('lets no object expire: the only lifecycle rule removes incomplete uploads', () => {
    const { Properties } = bucketOf(template) as { Properties: { LifecycleConfiguration: unknown } };
    expect(Properties.LifecycleConfiguration).toEqual({
      Rules: [
        { Id: 'AbortIncompleteUploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
      ],
    });
  });

  test('keeps the bucket when the stack is deleted, under a logical id that never changes', () => {
    expect(bucketOf(template)).toBeDefined();
    expect(lifetimes(template)).toEqual([KEPT_UNLESS_CREATION_FAILS, KEPT_UNLESS_CREATION_FAILS]);
  });

  test('denies plain HTTP, TLS before 1.2, and writes below its prefixes that could overwrite objects', () => {
    const everything = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: [BUCKET_ARN, below('/*')] };
    expect(statementsOf(template, 'AWS::S3::BucketPolicy', 'ArchiveBucketPolicy')).toEqual([
      { ...everything, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...everything, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
      {
        Sid: 'DenyOverwriting',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:PutObject',
        Resource: [below('/history/v1/*'), below('/active/v1/*'), below('/manifests/v1/*')],
        Condition: { Null: { 's3:if-none-match': 'true' } },
      },
      {
        Sid: 'DenyReplicatingInto',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
        Resource: [below('/history/v1/*'), below('/active/v1/*'), below('/manifests/v1/*')],
      },
    ]);
  });
});

test('a key encrypts the new bucket, with one data key for many objects', () => {
  const template = synthesize((stack) => {
    const archive = new SessionArchive(stack, 'Archive', { encryptionKey: new kms.Key(stack, 'Key') });
    expect(archive.encryptionKey).toBe(stack.node.findChild('Key'));
  });
  expect(bucketOf(template)).toMatchObject({
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
            },
          },
        ],
      },
    },
  });
});

test.each([
  // A bucket policy is deleted with its bucket. If the bucket is not empty, its deletion fails, and both stay.
  [RemovalPolicy.DESTROY, ['Delete', 'Delete'], KEPT_UNLESS_CREATION_FAILS],
  [RemovalPolicy.RETAIN, ['Retain', 'Retain'], ['Retain', 'Retain']],
  [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, KEPT_UNLESS_CREATION_FAILS, KEPT_UNLESS_CREATION_FAILS],
])(
  'the removal policy %s applies to the new bucket, and its bucket policy is never deleted before it',
  (removalPolicy, bucket, policy) => {
    const template = synthesize((stack) => new SessionArchive(stack, 'Archive', { removalPolicy }));
    expect(lifetimes(template)).toEqual([bucket, policy]);
  },
);

test.each([RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, undefined])(
  'the bucket for results is deleted with the stack, for the removal policy %s',
  (removalPolicy) => {
    const template = synthesize((stack) => {
      const bucket = removalPolicy ? undefined : s3.Bucket.fromBucketName(stack, 'Mine', 'my-bucket');
      new SessionArchive(stack, 'Archive', { bucket, removalPolicy });
    });
    const [results] = Object.entries(template.findResources('AWS::S3::Bucket')).filter(([id]) =>
      id.includes('Results'),
    );
    expect(results?.[1]).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  },
);

describe('over a given bucket', () => {
  test('uses the bucket unchanged: creates only a bucket for the curated tables, and adds no policy', () => {
    const template = synthesize((stack) => {
      const bucket = new s3.Bucket(stack, 'Mine');
      const archive = new SessionArchive(stack, 'Archive', { bucket, queryResultsBucket: bucket });
      expect(archive.bucket).toBe(bucket);
      expect(archive.encryptionKey).toBeUndefined();
    });
    const named = (type: string) => Object.keys(template.findResources(type));
    expect(named('AWS::S3::Bucket')).toEqual([
      expect.stringMatching(/^Mine/),
      expect.stringMatching(/^ArchiveCurationBucket/),
    ]);
    expect(named('AWS::S3::BucketPolicy')).toEqual([expect.stringMatching(/^ArchiveCurationBucketPolicy/)]);
  });

  test('uses the key of the bucket, unless one is given', () => {
    const stack = knownStack();
    const [own, other] = [new kms.Key(stack, 'Own'), new kms.Key(stack, 'Other')];
    const bucket = new s3.Bucket(stack, 'Mine', { encryptionKey: own });
    expect(new SessionArchive(stack, 'A', { bucket }).encryptionKey).toBe(own);
    expect(new SessionArchive(stack, 'B', { bucket, encryptionKey: other, databaseName: 'b' }).encryptionKey).toBe(
      other,
    );
  });

  test('rejects a bucket name', () => {
    const stack = knownStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Mine', 'my-bucket');
    expect(() => new SessionArchive(stack, 'Archive', { bucket, bucketName: 'other' })).toThrow(
      'Invalid props of Stack/Archive:\n  bucketName is "other", but bucket is given, which has a name: leave one of them out',
    );
  });

  test('a removal policy applies to the bucket of the curated tables only', () => {
    const template = synthesize((stack) => {
      const bucket = new s3.Bucket(stack, 'Mine', { removalPolicy: RemovalPolicy.RETAIN });
      new SessionArchive(stack, 'Archive', { bucket, removalPolicy: RemovalPolicy.DESTROY });
    });
    const buckets = Object.entries(template.findResources('AWS::S3::Bucket'));
    const named = (name: string) => buckets.find(([id]) => id.startsWith(name))?.[1];
    expect(named('Mine')).toMatchObject({ DeletionPolicy: 'Retain' });
    expect(named('ArchiveCurationBucket')).toMatchObject({ DeletionPolicy: 'Delete' });
  });

  test('rejects a removal policy without a catalog, where it would have no effect', () => {
    const stack = knownStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Mine', 'my-bucket');
    const props = { bucket, catalog: false, removalPolicy: RemovalPolicy.DESTROY };
    expect(() => new SessionArchive(stack, 'Archive', props)).toThrow(
      'Invalid props of Stack/Archive:\n  removalPolicy is destroy, but bucket is given and catalog is false',
    );
  });
});
