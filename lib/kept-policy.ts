import { RemovalPolicy } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * Lets the policy of a bucket stay for as long as the bucket: CloudFormation would otherwise take it away first, also from a bucket
 * that stays, or that it then fails to delete. With its bucket, a policy goes by itself.
 *
 * @param removalPolicy that of the bucket
 */
export function keepPolicy({ policy }: Bucket, removalPolicy: RemovalPolicy): void {
  const staysAfterFailedCreation = removalPolicy === RemovalPolicy.RETAIN;
  policy?.applyRemovalPolicy(
    staysAfterFailedCreation ? RemovalPolicy.RETAIN : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  );
}
