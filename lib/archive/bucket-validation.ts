import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { SessionArchiveProps } from './session-archive-props';

/** An IAM role, an IAM user or an account's root user, in any partition; wildcards may stand for parts of it. */
const PRINCIPAL_ARN = /^arn:[\w*?-]+:iam::[\d*?]+:(?:(?:role|user)\/\S+|root)$/;

/** What is wrong with the props of an archive's bucket, one text each; values known only at deployment are not looked at. */
export function bucketProblems(props: SessionArchiveProps): string[] {
  return [...ownershipProblems(props), ...lockProblems(props), ...administratorProblems(props.deletionAdministrators)];
}

/** A given bucket is used as it is. */
function ownershipProblems({
  bucket,
  bucketName,
  removalPolicy,
  objectLock,
  deletionAdministrators,
}: SessionArchiveProps): string[] {
  if (!bucket) return [];
  return [
    ...(bucketName === undefined
      ? []
      : [`bucketName is "${bucketName}", but bucket is given: it has its name already`]),
    ...(removalPolicy
      ? [`removalPolicy is ${removalPolicy}, but bucket is given: set the removal policy where that bucket is created`]
      : []),
    ...(objectLock
      ? [`objectLock is ${textOf(objectLock)}, but bucket is given: lock it where that bucket is created`]
      : []),
    ...(deletionAdministrators
      ? [
          `deletionAdministrators is [${deletionAdministrators.join(', ')}], but bucket is given: deny deletions in the policy of that bucket`,
        ]
      : []),
  ];
}

function lockProblems({ objectLock, removalPolicy }: SessionArchiveProps): string[] {
  return objectLock?.mode === s3.ObjectLockMode.COMPLIANCE && removalPolicy === RemovalPolicy.DESTROY
    ? [
        `removalPolicy is ${removalPolicy}, but objectLock is ${textOf(objectLock)}: nobody can empty such a bucket, keep it or use governance`,
      ]
    : [];
}

function administratorProblems(administrators: string[] | undefined): string[] {
  if (administrators === undefined || Token.isUnresolved(administrators)) return [];
  return administrators
    .filter((arn) => !Token.isUnresolved(arn) && !PRINCIPAL_ARN.test(arn))
    .map(
      (arn) =>
        `deletionAdministrators contains "${arn}", which is not the ARN of an IAM role or user such as ` +
        'arn:aws:iam::123456789012:role/ArchiveAdministrator (a session counts as its role)',
    );
}

function textOf({ mode, duration }: s3.ObjectLockRetention): string {
  return `${mode.toLowerCase()} for ${duration.toDays()} days`;
}
