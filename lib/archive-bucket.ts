import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { MANIFESTS_PREFIX, SESSIONS_PREFIX } from './contract';

/** Creates the bucket of an archive: private, encrypted, versioned, and written once, object by object. Nothing in it expires. */
export function createArchiveBucket(scope: Construct, key?: kms.IKey, removalPolicy?: RemovalPolicy): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'Bucket', {
    encryption: key ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
    encryptionKey: key,
    // One data key for many objects: KMS bills every request, and a year of hourly snapshots is a lot of objects.
    bucketKeyEnabled: key ? true : undefined,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    // Parts of an upload that was never completed cost storage and show up in no listing.
    lifecycleRules: [{ id: 'AbortIncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
  });
  bucket.addToResourcePolicy(denyOverwriting(bucket));
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Access logs would need a second bucket, kept as long as this one, and arrive on a best-effort basis. CloudTrail data events ' +
      'for this bucket answer who read what, completely; an organization that wants access logs passes its own bucket.',
  });
  return bucket;
}

/**
 * Every write below the archive's prefixes must carry `If-None-Match`, for which S3 accepts `*` alone: it creates a key or fails.
 * S3 leaves the condition key out of requests that cannot carry the header, so this denies multipart uploads and copies as well.
 * The reporter needs neither, and both would be ways around it. Whoever restores a backup into the bucket uploads with
 * `--if-none-match "*"`, one PutObject an object.
 */
function denyOverwriting(bucket: s3.IBucket): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyOverwriting',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:PutObject'],
    resources: [SESSIONS_PREFIX, MANIFESTS_PREFIX].map((prefix) => bucket.arnForObjects(`${prefix}*`)),
    conditions: { Null: { 's3:if-none-match': 'true' } },
  });
}
