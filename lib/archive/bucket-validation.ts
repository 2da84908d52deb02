import { PhysicalName, RemovalPolicy, type Size, type Stack, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { regionProblems } from '../common/region-problems';
import type { SessionArchiveProps } from './session-archive-props';
import { holdsListToken, listTokenProblems } from '../common/validation';

/** ARN of an IAM role, an IAM user or an account's root user, in any partition. Parts of the ARN may be wildcards. */
const PRINCIPAL_ARN = /^arn:[\w*?-]+:iam::[\d*?]+:(?:(?:role|user)\/\S+|root)$/;

/** The lowest cutoff that Athena accepts. */
const LEAST_CUTOFF_BYTES = 10_000_000;

/**
 * One message for each list of an archive that is a token. `deletionAdministrators` may be one, because it goes into a
 * policy unchanged.
 */
export function archiveListProblems(props: SessionArchiveProps): string[] {
  const { accounts, writerAccounts, regions, deletionAdministrators } = props;
  const isWhole = Token.isUnresolved(deletionAdministrators);
  return listTokenProblems({
    accounts,
    writerAccounts,
    regions,
    deletionAdministrators: isWhole ? undefined : deletionAdministrators,
  });
}

/**
 * One message for each problem with the props about an archive's buckets. Does not check values that are known only at
 * deployment.
 */
export function bucketProblems(props: SessionArchiveProps, stack: Stack): string[] {
  return [
    ...ownershipProblems(props),
    ...nameProblems(props.bucketName),
    ...lockProblems(props),
    ...administratorProblems(props.deletionAdministrators),
    ...regionProblems('encryptionKey', props.encryptionKey, {
      region: props.bucket?.env.region ?? stack.region,
      reason: 'S3 encrypts only with keys of the Region of the bucket',
    }),
    ...regionProblems('queryResultsBucket', props.queryResultsBucket, {
      region: stack.region,
      reason: 'Athena writes results only in its own Region',
    }),
    ...cutoffProblems('bytesScannedCutoff', props.bytesScannedCutoff),
  ];
}

/** The construct changes nothing in a given bucket, so props that would change it are errors. */
function ownershipProblems({
  bucket,
  bucketName,
  catalog,
  removalPolicy,
  objectLock,
  deletionAdministrators,
}: SessionArchiveProps): string[] {
  if (!bucket) return [];
  return [
    ...(bucketName === undefined
      ? []
      : [`bucketName is "${bucketName}", but bucket is given, which has a name: leave one of them out`]),
    ...(removalPolicy && catalog === false
      ? [
          `removalPolicy is ${removalPolicy}, but bucket is given and catalog is false: it would have no effect; set it where that bucket is created`,
        ]
      : []),
    ...(objectLock
      ? [`objectLock is ${textOf(objectLock)}, but bucket is given: lock it where that bucket is created`]
      : []),
    ...(deletionAdministrators
      ? [
          `deletionAdministrators is ${listText(deletionAdministrators)}, but bucket is given: deny deletions in the policy of that bucket`,
        ]
      : []),
  ];
}

/** The CDK generates such a name only when another stack needs it. The new name then replaces the deployed bucket. */
function nameProblems(bucketName: string | undefined): string[] {
  return bucketName === PhysicalName.GENERATE_IF_NEEDED
    ? [
        'bucketName is PhysicalName.GENERATE_IF_NEEDED: the bucket would be replaced, and its history left behind, as soon as another stack refers to it; give a name',
      ]
    : [];
}

export function cutoffProblems(prop: string, cutoff: Size | undefined): string[] {
  if (cutoff === undefined || cutoff.isUnresolved()) return [];
  const bytes = cutoff.toBytes();
  return bytes >= LEAST_CUTOFF_BYTES
    ? []
    : [
        `${prop} is ${bytes} bytes: Athena accepts ${LEAST_CUTOFF_BYTES} (10 MB) or more; give Size.mebibytes(10) or more`,
      ];
}

function lockProblems({ objectLock, removalPolicy }: SessionArchiveProps): string[] {
  return objectLock?.mode === s3.ObjectLockMode.COMPLIANCE && removalPolicy === RemovalPolicy.DESTROY
    ? [
        `removalPolicy is ${removalPolicy}, but objectLock is ${textOf(objectLock)}: nobody can empty such a bucket; keep the bucket, or use governance mode`,
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

function listText(values: string[]): string {
  return holdsListToken(values) ? 'given' : `[${values.join(', ')}]`;
}

function textOf({ mode, duration }: s3.ObjectLockRetention): string {
  return `${mode.toLowerCase()} for ${duration.toDays()} days`;
}
