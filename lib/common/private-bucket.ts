import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';

/** Props of every bucket that holds records about people: no public access, no ACLs, TLS 1.2 or newer, encryption. */
export function privateBucketProps(key: IKey | undefined): s3.BucketProps {
  return {
    encryption: key ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
    encryptionKey: key,
    // S3 then uses one data key for many objects. KMS bills every request, and a year of hourly snapshots is a lot of
    // objects.
    bucketKeyEnabled: key ? true : undefined,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
  };
}
