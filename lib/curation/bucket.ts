import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeInPacks } from '../common/acknowledge';
import { keepPolicy } from '../common/kept-policy';
import { privateBucketProps } from '../common/private-bucket';

export const TABLES_PREFIX = 'tables/';
export const RESULTS_PREFIX = 'results/';

/**
 * Creates the bucket of the curated tables. Athena must be able to delete objects in it, so it has no lock and keeps no
 * versions.
 */
export function createCuratedBucket(scope: Construct, key: IKey | undefined, removalPolicy: RemovalPolicy): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'Bucket', {
    ...privateBucketProps(key),
    lifecycleRules: [
      { id: 'AbortIncompleteUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      { id: 'ExpireResults', prefix: RESULTS_PREFIX, expiration: Duration.days(7) },
    ],
    removalPolicy,
  });
  keepPolicy(bucket, removalPolicy);
  const derived =
    'Everything in it is made from the records of the archive, and can be made again from them at any time.';
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: `${derived} CloudTrail data events show who read it.`,
  });
  for (const rule of ['S3BucketLoggingEnabled', 'S3BucketReplicationEnabled', 'S3BucketVersioningEnabled'])
    acknowledgeInPacks(bucket, rule, derived);
  return bucket;
}
