import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SessionArchive, type SessionArchiveProps } from '../../../lib';
import { knownStack, statementsOf, synthesize } from '../synth';

const ADMINISTRATOR = 'arn:aws:iam::123456789012:role/ArchiveAdministrator';
const BUCKET_ARN = { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] };
const OBJECTS = ['/history/v1/*', '/active/v1/*', '/manifests/v1/*'].map((path) => ({
  'Fn::Join': ['', [BUCKET_ARN, path]],
}));

const archive = (props: SessionArchiveProps): Template =>
  synthesize((stack) => new SessionArchive(stack, 'Archive', props));
const bucketOf = (template: Template) =>
  (template.findResources('AWS::S3::Bucket').ArchiveBucket49F1AC64 as { Properties: Record<string, unknown> })
    .Properties;
const denials = (template: Template) =>
  statementsOf(template, 'AWS::S3::BucketPolicy', 'ArchiveBucketPolicy').filter(({ Sid }) =>
    ['DenyDeleting', 'DenyWeakening'].includes(Sid as string),
  );

describe('objectLock', () => {
  test.each([
    [s3.ObjectLockRetention.governance(Duration.days(400)), 'GOVERNANCE', 400],
    [s3.ObjectLockRetention.compliance(Duration.days(1)), 'COMPLIANCE', 1],
  ])('locks every written object: case %#', (objectLock, mode, days) => {
    expect(bucketOf(archive({ objectLock }))).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: mode, Days: days } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  test('can be combined with a key', () => {
    const template = synthesize((stack) => {
      const objectLock = s3.ObjectLockRetention.governance(Duration.days(7));
      new SessionArchive(stack, 'Archive', { objectLock, encryptionKey: new kms.Key(stack, 'Key') });
    });
    expect(bucketOf(template)).toMatchObject({
      ObjectLockEnabled: true,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
    });
  });

  test('is off by default', () => {
    expect(Object.keys(bucketOf(archive({})))).not.toContain('ObjectLockEnabled');
    expect(Object.keys(bucketOf(archive({})))).not.toContain('ObjectLockConfiguration');
  });

  test('accepts 1 day to 100 years', () => {
    expect(() => s3.ObjectLockRetention.governance(Duration.hours(24))).not.toThrow();
    expect(() => s3.ObjectLockRetention.governance(Duration.days(0))).toThrow('at least 1 day');
    expect(() => s3.ObjectLockRetention.compliance(Duration.days(36_501))).toThrow('less than 100 years');
  });
});

describe('deletionAdministrators', () => {
  const everybody = { Effect: 'Deny', Principal: { AWS: '*' } };
  const deletingAndWeakening = (condition: object) => [
    {
      Sid: 'DenyDeleting',
      ...everybody,
      Action: [
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:UpdateObjectEncryption',
        's3:BypassGovernanceRetention',
        's3:PutObjectRetention',
        's3:PutObjectLegalHold',
      ],
      Resource: OBJECTS,
      ...condition,
    },
    {
      Sid: 'DenyWeakening',
      ...everybody,
      Action: [
        's3:PutLifecycleConfiguration',
        's3:PutIntelligentTieringConfiguration',
        's3:PutBucketVersioning',
        's3:PutBucketObjectLockConfiguration',
        's3:PutEncryptionConfiguration',
      ],
      Resource: BUCKET_ARN,
      ...condition,
    },
  ];

  test('are the only principals that may delete, lift locks, and change the settings that protect objects', () => {
    const sso = 'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Auditor_*';
    expect(denials(archive({ deletionAdministrators: [ADMINISTRATOR, sso] }))).toEqual(
      deletingAndWeakening({ Condition: { ArnNotLike: { 'aws:PrincipalArn': [ADMINISTRATOR, sso] } } }),
    );
  });

  test('may be an empty list: nobody may delete', () => {
    expect(denials(archive({ deletionAdministrators: [] }))).toEqual(deletingAndWeakening({}));
  });

  test('have no effect by default', () => {
    expect(denials(archive({}))).toEqual([]);
  });

  test('cannot lock themselves out: no action on the bucket policy is denied', () => {
    const template = archive({ deletionAdministrators: [] });
    const denied = statementsOf(template, 'AWS::S3::BucketPolicy', 'ArchiveBucketPolicy')
      // Plain HTTP and old TLS are denied for every action.
      .filter(({ Sid }) => Sid !== undefined)
      .flatMap(({ Action }) => Action);
    expect(denied.length).toBeGreaterThan(5);
    expect(denied.filter((action) => /\*|BucketPolicy/.test(action as string))).toEqual([]);
  });
});

test.each<[string, SessionArchiveProps, string]>([
  [
    'compliance mode with removalPolicy destroy',
    { objectLock: s3.ObjectLockRetention.compliance(Duration.days(90)), removalPolicy: RemovalPolicy.DESTROY },
    'removalPolicy is destroy, but objectLock is compliance for 90 days: nobody can empty such a bucket',
  ],
  [
    'the ARN of a session',
    { deletionAdministrators: ['arn:aws:sts::123456789012:assumed-role/Role/me'] },
    'deletionAdministrators contains "arn:aws:sts::123456789012:assumed-role/Role/me", which is not the ARN of an IAM role',
  ],
  ['everybody', { deletionAdministrators: ['*'] }, 'deletionAdministrators contains "*"'],
  [
    'a name that is not an ARN',
    { deletionAdministrators: [ADMINISTRATOR, 'alice'] },
    'deletionAdministrators contains "alice"',
  ],
])('rejects %s', (_, props, message) => {
  expect(() => archive(props)).toThrow(`Invalid props of Stack/Archive:\n  ${message}`);
});

test.each<[string, SessionArchiveProps, string]>([
  [
    'a lock',
    { objectLock: s3.ObjectLockRetention.governance(Duration.days(7)) },
    'objectLock is governance for 7 days, but bucket is given',
  ],
  [
    'administrators',
    { deletionAdministrators: [ADMINISTRATOR] },
    `deletionAdministrators is [${ADMINISTRATOR}], but bucket is given`,
  ],
])('rejects %s with a given bucket', (_, props, message) => {
  const stack = knownStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Mine', 'my-bucket');
  expect(() => new SessionArchive(stack, 'Archive', { bucket, ...props })).toThrow(message);
});
