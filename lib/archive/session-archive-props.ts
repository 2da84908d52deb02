import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { CloudTrailProps } from './cloud-trail-props';

/** Properties of `SessionArchive`. */
export interface SessionArchiveProps {
  /**
   * The bucket to archive into. It is used as it is: policy, versioning, lifecycle and encryption stay its owner's.
   *
   * @default - a private, versioned, encrypted bucket that accepts only TLS, in which nothing expires and no object of the archive
   * can be overwritten
   */
  readonly bucket?: s3.IBucket;

  /**
   * Name of the new bucket, unique among all buckets of AWS. With a name, stacks of other accounts can refer to the archive before
   * it is there; a bucket that stayed when its stack was deleted then has to be given as `bucket`. Cannot be combined with `bucket`.
   *
   * **Decide before the first deployment.** A name that is added, changed or taken away later is another bucket: CloudFormation creates
   * it empty, the old one stays with all history, and queries see the new one alone. Synthesis cannot know what is deployed; `cdk diff`
   * says `replace`. For an archive that exists, leave this as it is:
   * https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#the-bucket says what to do if it has happened.
   *
   * @default - CloudFormation makes a name
   */
  readonly bucketName?: string;

  /**
   * The KMS key of the archive's objects. A new bucket encrypts with it; beside `bucket` it names the key that this bucket
   * encrypts with, so that grants include it. It has to be in the Region of the bucket.
   *
   * @default - the key that `bucket` knows of; a new bucket encrypts with keys that S3 manages (SSE-S3), which cost nothing
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Locks every object of the new bucket for a while after it was written (S3 Object Lock):
   * `s3.ObjectLockRetention.governance(Duration.days(400))`, or `compliance`, from 1 day to 100 years. No version of a locked object
   * can be deleted or overwritten. In governance mode whoever has `s3:BypassGovernanceRetention` can lift that. **In compliance mode
   * nobody can, not the root user, not AWS**: whatever is written stays, and is paid for, until its time is over, unless the
   * account is closed. Records name people: choose no longer than you may keep them.
   *
   * Give it when the archive is created. Adding it to one that exists may replace its bucket. Cannot be combined with `bucket`, and
   * compliance not with `RemovalPolicy.DESTROY`.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#the-bucket
   * @default - no lock; the bucket is versioned, so that what was deleted can be restored until its versions are deleted
   */
  readonly objectLock?: s3.ObjectLockRetention;

  /**
   * ARNs of the IAM roles and users that alone may delete. The policy of the new bucket then denies everybody else in any account
   * to delete objects of the archive or their versions, to change their locks and legal holds, and to change versioning, lifecycle and
   * default lock of the bucket. An empty list denies it to everybody. `*` and `?` stand for any characters:
   * `arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Auditor_*`. Sessions of a role count as the role.
   *
   * It gives nobody a right. It never denies changing the policy itself, so nobody can lock themselves out, and it binds nobody who
   * may change it: only `objectLock` does that. CloudFormation is bound: later changes of these settings through the stack need
   * its execution role in the list. Cannot be combined with `bucket`.
   *
   * @default - whoever has the right in IAM may delete
   */
  readonly deletionAdministrators?: string[];

  /**
   * Id of the AWS organization, such as `o-a1b2c3d4e5`, whose accounts may all write to the archive: each below `account_id=<its own>/`
   * and nowhere else. The policies of the bucket, and of the key, say so. None may overwrite or delete, or read what another wrote.
   * Reporters in these accounts refer to the archive by `SessionArchive.fromSessionArchiveAttributes`.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/organization.md
   * @default - only the account of the stack, and `writerAccounts`
   */
  readonly organizationId?: string;

  /**
   * Ids of other accounts that may write to the archive, as with `organizationId`.
   *
   * @default - only the account of the stack, and those of `organizationId`
   */
  readonly writerAccounts?: string[];

  /**
   * What becomes of the new bucket, and its policy, when it leaves the stack or the stack is deleted. CloudFormation deletes an empty
   * bucket only: with `DESTROY`, empty it first. Cannot be combined with `bucket`. The bucket
   * for the results of queries is not meant: it goes with the stack.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#deleting-it
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - it stays, with its policy, unless the very deployment that creates it fails
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long records, manifests and curated rows are kept, whole days, 90 at the least: `Duration.days(400)`. Records and manifests expire
   * that long after they were written, curated rows after their session was last seen. What has expired can be restored for 30 more days,
   * and so can what somebody deletes: without `retention` that is possible for as long as its versions are kept. No shorter than
   * `objectLock`. `verify` then needs `--from`, the first day that is kept.
   *
   * Beside `bucket` it concerns curated rows alone, and a warning says so: lifecycle rules of that bucket are its owner's.
   *
   * @default - for ever
   */
  readonly retention?: Duration;

  /**
   * Whether there is anything to ask the archive with: a Glue database, an Athena workgroup with the saved queries, a bucket for results.
   * Without it there are the bucket and its writers alone, and the props about queries are refused.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#where-lake-formation-decides
   * @default true
   */
  readonly catalog?: boolean;

  /**
   * Name of the Glue database and of the Athena workgroup: 1 to 128 lower-case letters, digits and underscores, no token. An account has
   * one of that name in a Region, so a second archive there needs another. With a new name a deployment creates database,
   * workgroup and saved queries anew and deletes the old ones, with what people saved in them; the archive is not touched.
   *
   * @default 'session_archive'
   */
  readonly databaseName?: string;

  /**
   * Further accounts that queries can see, a few dozen at most. They see the account of the stack, `writerAccounts` and the account of
   * every `AlibabaSessionReporter` of the Stage in any case, and are silent about records of any other. An account that stands twice
   * counts once. Items may be tokens, the list itself may not.
   *
   * **Never take out an account that has history here**: its records stay in the bucket, and no question finds them any more, without an
   * error. Synthesis cannot know what is archived; `verify --catalog` compares, and names what is hidden.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   * @default - none; give them all with `organizationId`
   */
  readonly accounts?: string[];

  /**
   * Regions that queries can see. They are silent about records of any other. A Region that a reporter of the app archives and that
   * is missing here ends the synthesis with its name, in another Stage with a warning; one that is known only at deployment is added.
   * Regions may repeat: each counts once. Items may be tokens, the list itself may not.
   *
   * **Never take out a Region that has history here**, nor one from `regions` of the last reporter that archives it without listing it here:
   * its records stay in the bucket, and no question finds them any more, without an error. `verify --catalog` names what is hidden.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   * @default - the Regions of the reporters of the app, as far as the stacks of this Stage name them; for one with `allRegions` every
   * Region that the CDK knows in the partition of the stack, or in the partition `aws` if its Region is known only at deployment;
   * without a reporter, the Region of the stack
   */
  readonly regions?: string[];

  /**
   * First day that queries can see, as `yyyy-MM-dd`, of sessions and of the ledger. They are silent about sessions that started before:
   * leave a year before the first deployment, and never move it past history. It never moves by itself. A later day makes questions
   * that name no days faster: each day of each account and Region is one request to S3.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   * @default - 2018-09-01 for sessions, when Session Manager appeared: no session is older; 2026-01-01 for the ledger (`snapshots`): no
   * snapshot is older than this product
   */
  readonly archiveStart?: string;

  /**
   * The bucket for the results of queries, below the prefix `<databaseName>/`. It is used as it is: policy, lifecycle and encryption
   * stay its owner's. It must lie in the Region of the stack.
   *
   * @default - a private, encrypted bucket whose objects expire after 7 days. It goes with the stack, whatever `removalPolicy` says;
   * CloudFormation deletes it only when it is empty
   */
  readonly queryResultsBucket?: s3.IBucket;

  /**
   * The KMS key that encrypts the results of queries. It must lie in the Region of the stack.
   *
   * @default - in `queryResultsBucket` the key that this bucket knows of, or else what it encrypts with by default; in a new bucket
   * `encryptionKey`, or without one of this Region, keys that S3 manages
   */
  readonly queryResultsEncryptionKey?: kms.IKey;

  /**
   * The most that one query may read, 10 MB at the least; Athena cancels a query that reads more.
   *
   * @default Size.gibibytes(100)
   */
  readonly bytesScannedCutoff?: Size;

  /**
   * When the curated tables are brought up to date, from which the views answer for all days before yesterday: every 72 hours at the
   * least. `ScheduleExpression.cron` counts as daily. A curation also starts after each deployment of the stack.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#curation
   * @default - once a day
   */
  readonly curationSchedule?: ScheduleExpression;

  /**
   * The topic that is told when a curation fails or none succeeds, and when that is over.
   *
   * @default - nobody is told; the alarms are there
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * A trail of AWS CloudTrail that exists. Every curation then copies Session Manager's events from it into a small table, which the view
   * `session_events` shows: from which address, with MFA or not, to which host, and who was denied. It brings saved queries of its own.
   * Those who may read the archive may read these events; they need no right on the trail.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/cloudtrail.md
   * @default - no trail is read
   */
  readonly cloudTrail?: CloudTrailProps;
}

/** What identifies an archive that another stack created. */
export interface SessionArchiveAttributes {
  /** Name of the archive's bucket. It may lie in another Region or account. */
  readonly bucketName: string;

  /**
   * ARN of the KMS key of the archive's objects.
   *
   * @default - S3 manages the encryption: grants include no key
   */
  readonly encryptionKeyArn?: string;

  /**
   * Name of the archive's Glue database and of its Athena workgroup, which bear one name. They are in the account and Region of the
   * stack that refers to the archive. Needs `queryResultsBucketName` and `curatedBucketName`.
   *
   * @default - `grantRead` gives reading objects, not asking
   */
  readonly databaseName?: string;

  /**
   * Name of the bucket in which the results of queries lie, below the prefix `<databaseName>/`. Needs `databaseName`.
   *
   * @default - `grantRead` gives reading objects, not asking
   */
  readonly queryResultsBucketName?: string;

  /**
   * Name of the bucket of the curated tables, `archive.curatedBucket` there. Needs `databaseName`.
   *
   * @default - `grantRead` gives reading objects, not asking
   */
  readonly curatedBucketName?: string;

  /**
   * ARN of the KMS key that encrypts the results of queries. Needs `databaseName`.
   *
   * @default - S3 manages their encryption: grants include no key for them
   */
  readonly queryResultsEncryptionKeyArn?: string;
}
