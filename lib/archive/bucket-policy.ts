import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { ARCHIVE_PREFIXES } from '../contract';

/**
 * The actions other than PutObject that can put a new current version over an object: replication brings a replica, a
 * delete marker or tags. An archive is never the destination of replication. Replication from an archive needs none of
 * these actions.
 */
const REPLICATE_INTO = ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'];

/**
 * The actions that delete an object of the archive, make it unreadable, or lift its lock. The list leaves out tags and
 * restored copies, because they do not change what a reader gets, and ACLs, because the bucket's ownership setting
 * turns them off.
 */
const TAKE_AWAY = [
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:UpdateObjectEncryption',
  's3:BypassGovernanceRetention',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
];

/**
 * The bucket settings that can make objects disappear or unreadable without a call to the object: objects expire, move
 * to a storage class that must be restored first, keep no versions, are no longer locked, or are written with another
 * key.
 */
const WEAKEN_BUCKET = [
  's3:PutLifecycleConfiguration',
  's3:PutIntelligentTieringConfiguration',
  's3:PutBucketVersioning',
  's3:PutBucketObjectLockConfiguration',
  's3:PutEncryptionConfiguration',
];

/**
 * Denies every write below the archive's prefixes without the header `If-None-Match`. S3 accepts only `*` in this
 * header: the write creates a key or fails. Requests that cannot have the header have no such condition key, so this
 * also denies multipart uploads and copies. The reporter needs neither, and both could overwrite an object. So could
 * replication into the archive, which is denied, too. To restore a backup into the bucket, upload with
 * `--if-none-match "*"`, one PutObject for each object.
 */
export function denyOverwriting(bucket: s3.IBucket): iam.PolicyStatement[] {
  const resources = archiveObjects(bucket);
  return [
    deny('DenyOverwriting', ['s3:PutObject'], resources, { Null: { 's3:if-none-match': 'true' } }),
    deny('DenyReplicatingInto', REPLICATE_INTO, resources),
  ];
}

/**
 * Denies everybody but the administrators to delete objects of the archive or to weaken the settings that keep them.
 * Changing the bucket policy is not denied: otherwise nobody could correct a mistake in the policy.
 *
 * @param administrators ARNs of roles and users, with the wildcards `*` and `?`; an empty list denies it to everybody
 */
export function denyDeleting(bucket: s3.IBucket, administrators: string[]): iam.PolicyStatement[] {
  // For a session of a role, aws:PrincipalArn is the ARN of the role. Services have no such ARN, so they are denied,
  // too.
  const conditions = administrators.length > 0 ? { ArnNotLike: { 'aws:PrincipalArn': administrators } } : undefined;
  return [
    deny('DenyDeleting', TAKE_AWAY, archiveObjects(bucket), conditions),
    deny('DenyWeakening', WEAKEN_BUCKET, [bucket.bucketArn], conditions),
  ];
}

function deny(sid: string, actions: string[], resources: string[], conditions?: iam.Conditions): iam.PolicyStatement {
  const principals = [new iam.AnyPrincipal()];
  return new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, principals, actions, resources, conditions });
}

function archiveObjects(bucket: s3.IBucket): string[] {
  return ARCHIVE_PREFIXES.map((prefix) => bucket.arnForObjects(`${prefix}*`));
}
