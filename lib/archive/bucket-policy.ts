import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { ARCHIVE_PREFIXES } from '../contract';

/**
 * What puts another current version over an object, besides PutObject: a replica, or the delete marker or the tags that replication
 * brings. Nothing is ever replicated into an archive; out of it, replication needs none of these.
 */
const REPLICATE_INTO = ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'];

/**
 * What takes an object of the archive away, makes it unreadable, or lifts the locks that keep it. Not among them: tags and restored
 * copies, which change nothing that a reader gets; ACLs, which the bucket's ownership setting turns off.
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
 * What lets objects vanish, or become unreadable, without a call to them: they expire, move to a class that has to be restored, keep
 * no versions, are no longer locked, or are written under somebody else's key.
 */
const WEAKEN_BUCKET = [
  's3:PutLifecycleConfiguration',
  's3:PutIntelligentTieringConfiguration',
  's3:PutBucketVersioning',
  's3:PutBucketObjectLockConfiguration',
  's3:PutEncryptionConfiguration',
];

/**
 * Every write below the archive's prefixes must carry `If-None-Match`, for which S3 accepts `*` alone: it creates a key or fails.
 * S3 leaves the condition key out of requests that cannot carry the header, so this denies multipart uploads and copies as well.
 * The reporter needs neither, and both would be ways around it. Replication is another, so nobody replicates into the archive. Whoever
 * restores a backup into the bucket uploads with `--if-none-match "*"`, one PutObject an object.
 */
export function denyOverwriting(bucket: s3.IBucket): iam.PolicyStatement[] {
  const resources = archiveObjects(bucket);
  return [
    deny('DenyOverwriting', ['s3:PutObject'], resources, { Null: { 's3:if-none-match': 'true' } }),
    deny('DenyReplicatingInto', REPLICATE_INTO, resources),
  ];
}

/**
 * Nobody but the administrators deletes anything of the archive, or turns off what keeps it. Changing the bucket's policy is
 * not denied: whoever denies that to themselves can never correct a mistake in it.
 *
 * @param administrators ARNs of roles and users, with `*` and `?`; none at all denies it to everybody
 */
export function denyDeleting(bucket: s3.IBucket, administrators: string[]): iam.PolicyStatement[] {
  // Of a session of a role, this is the ARN of the role. Services, which have none, are denied like everybody else.
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
