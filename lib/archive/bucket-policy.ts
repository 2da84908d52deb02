import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { MANIFESTS_PREFIX, SESSIONS_PREFIX } from '../contract';

/** What takes an object of the archive away, or the locks that keep it. */
const DELETE_OBJECTS = [
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:BypassGovernanceRetention',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
];

/** What lets objects vanish without a call to delete them: they expire, keep no versions, or are no longer locked. */
const WEAKEN_BUCKET = ['s3:PutLifecycleConfiguration', 's3:PutBucketVersioning', 's3:PutBucketObjectLockConfiguration'];

/**
 * Every write below the archive's prefixes must carry `If-None-Match`, for which S3 accepts `*` alone: it creates a key or fails.
 * S3 leaves the condition key out of requests that cannot carry the header, so this denies multipart uploads and copies as well.
 * The reporter needs neither, and both would be ways around it. Whoever restores a backup into the bucket uploads with
 * `--if-none-match "*"`, one PutObject an object.
 */
export function denyOverwriting(bucket: s3.IBucket): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyOverwriting',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:PutObject'],
    resources: archiveObjects(bucket),
    conditions: { Null: { 's3:if-none-match': 'true' } },
  });
}

/**
 * Nobody but the administrators deletes anything of the archive, or turns off what keeps it. Changing the bucket's policy is
 * not denied: whoever denies that to himself can never correct a mistake in it.
 *
 * @param administrators ARNs of roles and users, with `*` and `?`; none at all denies it to everybody
 */
export function denyDeleting(bucket: s3.IBucket, administrators: string[]): iam.PolicyStatement[] {
  const deny = (sid: string, actions: string[], resources: string[]) =>
    new iam.PolicyStatement({
      sid,
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions,
      resources,
      // Of a session of a role, this is the ARN of the role. Services, which have none, are denied like everybody else.
      conditions: administrators.length > 0 ? { ArnNotLike: { 'aws:PrincipalArn': administrators } } : undefined,
    });
  return [
    deny('DenyDeleting', DELETE_OBJECTS, archiveObjects(bucket)),
    deny('DenyWeakening', WEAKEN_BUCKET, [bucket.bucketArn]),
  ];
}

function archiveObjects(bucket: s3.IBucket): string[] {
  return [SESSIONS_PREFIX, MANIFESTS_PREFIX].map((prefix) => bucket.arnForObjects(`${prefix}*`));
}
