import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeInPacks } from '../common/acknowledge';
import { keepPolicy } from '../common/kept-policy';
import { privateBucketProps } from '../common/private-bucket';
import { denyDeleting, denyOverwriting } from './bucket-policy';
import { retentionRules } from './retention';
import type { SessionArchiveProps } from './session-archive-props';

/** The props of an archive that shape a new bucket. */
export type ArchiveBucketProps = Pick<
  SessionArchiveProps,
  'bucketName' | 'encryptionKey' | 'objectLock' | 'deletionAdministrators' | 'retention' | 'removalPolicy'
>;

/**
 * Creates the bucket of an archive: private, encrypted, versioned. Nobody can overwrite an object. Objects expire only
 * with `retention`.
 */
export function createArchiveBucket(scope: Construct, props: ArchiveBucketProps): s3.Bucket {
  // If the first deployment fails, the bucket goes: otherwise it would block the second deployment, which may use the
  // same name.
  const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  const bucket = new s3.Bucket(scope, 'Bucket', {
    bucketName: props.bucketName,
    ...privateBucketProps(props.encryptionKey),
    versioned: true,
    objectLockDefaultRetention: props.objectLock,
    // Parts of an incomplete upload cost storage, and no listing of objects shows them.
    lifecycleRules: [
      { id: 'AbortIncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ...retentionRules(props.retention),
    ],
    removalPolicy,
  });
  const { deletionAdministrators: administrators } = props;
  const denials = [...denyOverwriting(bucket), ...(administrators ? denyDeleting(bucket, administrators) : [])];
  for (const statement of denials) bucket.addToResourcePolicy(statement);
  keepPolicy(bucket, removalPolicy);
  acknowledgeFindings(bucket);
  return bucket;
}

function acknowledgeFindings(bucket: s3.Bucket): void {
  const noAccessLogs =
    'Access logs would need a second bucket, kept as long as this one, and arrive on a best-effort basis. CloudTrail data events ' +
    'for this bucket answer who read what, completely; an organization that wants access logs passes its own bucket.';
  Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: noAccessLogs });
  acknowledgeInPacks(bucket, 'S3BucketLoggingEnabled', noAccessLogs);
  acknowledgeInPacks(
    bucket,
    'S3BucketReplicationEnabled',
    'A copy belongs in another Region, better another account, which this stack cannot choose. Whoever wants one adds a replication ' +
      'rule or AWS Backup to this bucket, or passes a bucket that has it.',
  );
}
