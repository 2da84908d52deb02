import { RemovalPolicy } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * Keeps the policy of a bucket for as long as the bucket. Otherwise CloudFormation would delete the policy first, even
 * if the bucket is retained or cannot be deleted. S3 deletes the policy together with its bucket.
 *
 * @param removalPolicy the removal policy of the bucket
 */
export function keepPolicy({ policy }: Bucket, removalPolicy: RemovalPolicy): void {
  const staysAfterFailedCreation = removalPolicy === RemovalPolicy.RETAIN;
  policy?.applyRemovalPolicy(
    staysAfterFailedCreation ? RemovalPolicy.RETAIN : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  );
}
