import type { Size } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** An existing trail of AWS CloudTrail that logs management events. The archive reads it and changes nothing in it. */
export interface CloudTrailProps {
  /**
   * The bucket that the trail delivers to. If the bucket or its key belongs to another account, their policies must
   * allow the curation's role to read `AWSLogs/`.
   */
  readonly bucket: s3.IBucket;

  /**
   * The trail's log file prefix, the part of a key before `AWSLogs/`: `logs/trail`, without a slash at either end.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
   * @default - no prefix: keys begin with `AWSLogs/`
   */
  readonly keyPrefix?: string;

  /**
   * Id of the organization, such as `o-a1b2c3d4e5`, if this is an organization trail, whose keys have the id after
   * `AWSLogs/`.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
   * @default - the trail belongs to one account, or to several accounts that deliver to the same bucket
   */
  readonly organizationId?: string;

  /**
   * The KMS key of the trail's log files.
   *
   * @default - the `encryptionKey` of `bucket`; without one, S3 manages the encryption
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Accounts whose part of the trail the curation reads, 12 digits each. Items may be tokens, the list itself may not.
   *
   * @default - the accounts that queries see
   */
  readonly accounts?: string[];

  /**
   * Regions whose part of the trail the curation reads. Items may be tokens, the list itself may not.
   *
   * @default - the Regions that queries see
   */
  readonly regions?: string[];

  /**
   * First day of the trail that the curation reads, as `yyyy-MM-dd`. The first curation reads everything from this day
   * on, month by month, and Athena charges for the bytes. Later curations read three days. If you set an earlier day
   * later, the curation does not read the days before.
   *
   * @default '2026-01-01', the first day of the ledger, or `archiveStart` if that is given
   */
  readonly start?: string;

  /**
   * The most that one statement may read from the trail, at least 10 MB. Athena cancels a statement that reads more,
   * and the curation fails. At first, a statement reads up to 32 days of the trail; later, three days a night.
   *
   * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
   * @default Size.tebibytes(1), about 5 dollars
   */
  readonly bytesScannedCutoff?: Size;
}
