import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** What a reader of the archive does with its objects. */
export const READ_OBJECTS: readonly string[] = ['s3:GetObject'];
/** What a reader of the archive does with the key of its objects, if they have one. */
export const READ_KEY: readonly string[] = ['kms:Decrypt'];
/** A writer also reads: a run starts from its scope's previous manifest. It never deletes. */
export const WRITE_OBJECTS: readonly string[] = ['s3:GetObject', 's3:PutObject'];
/** S3 encrypts what is put with a data key of the archive's key. */
export const WRITE_KEY: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Allows `actions` on the objects below the prefixes, and listing these prefixes: not the bucket, and nothing beside them. */
export function grantOnPrefixes(
  bucket: s3.IBucket,
  grantee: iam.IGrantable,
  prefixes: string[],
  actions: readonly string[],
): iam.Grant {
  const objects = iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: bucket,
    actions: [...actions],
    resourceArns: prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
  });
  const listing = iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: bucket,
    actions: ['s3:ListBucket'],
    resourceArns: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
  });
  return objects.combine(listing);
}
