import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { CloudTrailProps } from './cloud-trail-props';

/** Properties of `SessionArchive`. */
export interface SessionArchiveProps {
  /**
   * An existing bucket to archive into. The construct changes nothing in it: you own its policy, versioning, lifecycle
   * and encryption.
   *
   * @default - a private, versioned, encrypted bucket that accepts only TLS, in which nothing expires and nobody can
   * overwrite an object of the archive
   */
  readonly bucket?: s3.IBucket;

  /**
   * Name of the new bucket, unique among all buckets of AWS. With a name, stacks of other accounts can refer to the
   * archive before it exists. If the bucket outlives its stack, a new stack must take it as `bucket`. Cannot be
   * combined with `bucket`.
   *
   * **Decide before the first deployment.** If you add, change or remove the name later, CloudFormation creates
   * another, empty bucket. The old bucket stays with all history, but queries see only the new one. The synthesis
   * cannot know what is deployed; `cdk diff` says `replace`. If it has happened, see
   * https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#the-bucket
   *
   * @default - CloudFormation generates a name
   */
  readonly bucketName?: string;

  /**
   * The KMS key of the archive's objects. A new bucket encrypts with it. Together with `bucket`, it names the key with
   * which that bucket encrypts, so that grants include the key. The bucket of the curated tables and new buckets for
   * query results encrypt with it too, if it is in the Region of the stack. The key must be in the Region of the bucket.
   *
   * @default - the `encryptionKey` of `bucket`, if it has one; a new bucket encrypts with keys that S3 manages
   * (SSE-S3), which cost nothing
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Locks every object of the new bucket for a time after it is written (S3 Object Lock):
   * `s3.ObjectLockRetention.governance(Duration.days(400))`, or `compliance`, from 1 day to 100 years. Nobody can
   * delete or overwrite a version of a locked object. In governance mode, a principal with
   * `s3:BypassGovernanceRetention` can remove the lock. **In compliance mode nobody can, not the root user, not AWS**:
   * every object stays, and you pay for it, until its time is over or the account is closed. Records name people:
   * choose no longer than you may keep them.
   *
   * Set it when you create the archive. Adding it later may replace the bucket. Cannot be combined with `bucket`;
   * compliance mode cannot be combined with `RemovalPolicy.DESTROY`.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#the-bucket
   * @default - no lock; the bucket is versioned, so you can restore a deleted object until its versions are deleted
   */
  readonly objectLock?: s3.ObjectLockRetention;

  /**
   * ARNs of the only IAM roles and users that may delete. The policy of the new bucket then denies everybody else, in
   * any account, to delete objects of the archive or their versions, to change the locks, legal holds and encryption of
   * the objects, and to change the bucket's versioning, lifecycle, Intelligent-Tiering, default lock and default
   * encryption. An empty list denies this to everybody. `*` and `?` are wildcards:
   * `arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Auditor_*`. Sessions of a role count
   * as the role.
   *
   * This gives nobody a right. It does not deny changing the bucket policy, so nobody can lock themselves out, and a
   * principal that may change the policy can undo it; only `objectLock` stops such a principal. It also applies to
   * CloudFormation: to change these settings through the stack later, add CloudFormation's execution role to the list.
   * Cannot be combined with `bucket`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
   * @default - every principal with the right in IAM may delete
   */
  readonly deletionAdministrators?: string[];

  /**
   * Id of an AWS organization, such as `o-a1b2c3d4e5`, all of whose accounts may write to the archive: each below
   * `account_id=<its own>/` and nowhere else. The policies of the bucket and the key allow this. No account may
   * overwrite or delete, or read what another wrote. Reporters in these accounts refer to the archive by
   * `SessionArchive.fromSessionArchiveAttributes`.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/organization.md
   * @default - only the account of the stack, and `writerAccounts`
   */
  readonly organizationId?: string;

  /**
   * Ids of other accounts that may write to the archive, 12 digits each, as with `organizationId`. Queries see these
   * accounts. The archive's own account is an error, because its reporters get their rights anyway. Items may be
   * tokens, the list itself may not.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/organization.md
   * @default - only the account of the stack, and those of `organizationId`
   */
  readonly writerAccounts?: string[];

  /**
   * What happens to the archive's bucket, the bucket of the curated tables and their policies when they leave the stack
   * or the stack is deleted. Does not change a given `bucket`, and not the bucket for query results, which is deleted
   * with the stack. CloudFormation deletes only an empty bucket: with `DESTROY`, empty it first. It is an error with
   * `bucket` and `catalog: false`, because no such bucket exists then.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#deleting-it
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - both stay, with their policies, unless the deployment that
   * creates them fails
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long the archive keeps records, manifests and curated rows, in whole days, at least 90: `Duration.days(400)`.
   * Records and manifests expire this long after they were written, curated rows this long after their session was last
   * seen. An expired object can be restored for 30 more days. So can an object that somebody deletes; without
   * `retention`, it can be restored as long as its versions exist. It must not be shorter than `objectLock`. `verify`
   * then needs `--from`, the first day that is kept.
   *
   * Together with `bucket`, it only applies to curated rows, and a warning says so, because you own the lifecycle rules
   * of that bucket.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
   * @default - forever
   */
  readonly retention?: Duration;

  /**
   * Whether to create what queries need: a Glue database, an Athena workgroup with the saved queries, the curation, a
   * bucket for results. With `false` there are only the bucket and the rights of its writers, and the props about
   * queries are errors.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#where-lake-formation-decides
   * @default true
   */
  readonly catalog?: boolean;

  /**
   * Name of the Glue database and of the Athena workgroup: 1 to 119 lower-case letters, digits and underscores, no
   * token. The name must be unique in an account and Region, so a second archive there needs another one. With a new
   * name, the deployment creates another database, workgroup and saved queries, and deletes the old ones with
   * everything that people saved in them. It does not change the archive.
   *
   * @default 'session_archive'
   */
  readonly databaseName?: string;

  /**
   * More accounts that **queries see**, a few dozen at most. Who may write is another matter: `writerAccounts` and
   * `organizationId`. Queries always see the account of the stack, `writerAccounts`, and the account of every
   * `AlibabaSessionReporter` of the Stage. They show no records of other accounts. Repeated accounts count once. Items
   * may be tokens, the list itself may not.
   *
   * **Never remove an account that has history here**: its records stay in the bucket, but queries no longer find them,
   * and there is no error. The synthesis cannot know what is archived. `verify --catalog` compares, and names what
   * queries do not see.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   * @default - none; with `organizationId`, list all accounts here
   */
  readonly accounts?: string[];

  /**
   * Regions that **queries see**. Which Regions are collected is another matter: `regions` of `SessionReporter`.
   * Queries show no records of other Regions. If a reporter of the app collects a Region that is missing here, the
   * synthesis fails and names it; for a reporter in another Stage there is a warning. A Region that is known only at
   * deployment is added. Repeated Regions count once. Items may be tokens, the list itself may not.
   *
   * **Never remove a Region that has history here.** Before you remove a Region from the `regions` of its last
   * reporter, list it here. Otherwise its records stay in the bucket, but queries no longer find them, and there is no
   * error. `verify --catalog` names what queries do not see.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   * @default - the Regions of the app's reporters, as far as the stacks of this Stage name them; for a reporter with
   * `allRegions`, every Region that the CDK knows in the partition of the stack, or in the partition `aws` if the
   * stack's Region is known only at deployment; without a reporter, the Region of the stack
   */
  readonly regions?: string[];

  /**
   * First day that **queries see**, as `yyyy-MM-dd`, for sessions and for the ledger. Queries show no session that
   * started before. Choose a day about a year before the first deployment, and never move it past history. It never
   * moves by itself. A later day makes queries that name no days faster, because each day of each account and Region is
   * one request to S3.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   * @default - 2018-09-01 for sessions, because Session Manager appeared then; 2026-01-01 for the ledger (`snapshots`),
   * because no snapshot is older than this product
   */
  readonly archiveStart?: string;

  /**
   * An existing bucket for query results, which are stored below the prefix `<databaseName>/`. The construct changes
   * nothing in it: you own its policy, lifecycle and encryption. It must be in the Region of the stack.
   *
   * @default - a private, encrypted bucket whose objects expire after 7 days. It is deleted with the stack, whatever
   * `removalPolicy` says; CloudFormation deletes it only when it is empty
   */
  readonly queryResultsBucket?: s3.IBucket;

  /**
   * The KMS key that encrypts query results. It must be in the Region of the stack.
   *
   * @default - in `queryResultsBucket`, the `encryptionKey` of that bucket, or else its default encryption; in a new
   * bucket, `encryptionKey` if it is in this Region, or else keys that S3 manages
   */
  readonly queryResultsEncryptionKey?: kms.IKey;

  /**
   * The most that one query may read, at least 10 MB. Athena cancels a query that reads more.
   *
   * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
   * @default Size.gibibytes(100) - about half a dollar
   */
  readonly bytesScannedCutoff?: Size;

  /**
   * When the curation brings the curated tables up to date, at least every 72 hours. The views answer from these tables
   * for all days before yesterday. `ScheduleExpression.cron` counts as daily. A curation also starts after each
   * deployment of the stack.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#curation
   * @default - once a day
   */
  readonly curationSchedule?: ScheduleExpression;

  /**
   * The topic that the alarms of the curation and of the alerts notify, when they go off and when they recover.
   *
   * @default - the alarms exist, but notify nobody
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * An existing trail of AWS CloudTrail. Every curation then copies Session Manager's events from the trail into a
   * small table, which the view `session_events` shows: from which address, with MFA or not, to which host, and who was
   * denied. More saved queries use this view. Principals that may read the archive may also read these events. They
   * need no right on the trail.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/cloudtrail.md
   * @default - the curation reads no trail
   */
  readonly cloudTrail?: CloudTrailProps;
}
