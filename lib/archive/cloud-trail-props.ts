import type { Size } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** A trail of AWS CloudTrail that exists and logs management events: what an archive needs to know to read it. Nothing of it is changed. */
export interface CloudTrailProps {
  /**
   * The bucket that the trail delivers to. If it belongs to another account, its policy has to let the role of the curation read
   * `AWSLogs/`, and so has the policy of its key.
   */
  readonly bucket: s3.IBucket;

  /**
   * The trail's log file prefix, what stands in a key before `AWSLogs/`: `logs/trail`, without a slash at either end.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
   * @default - none: keys begin with `AWSLogs/`
   */
  readonly keyPrefix?: string;

  /**
   * Id of the organization, such as `o-a1b2c3d4e5`, if it is an organization's trail: its keys have the id behind `AWSLogs/`.
   *
   * @default - the trail of one account, or one that several accounts deliver to
   */
  readonly organizationId?: string;

  /**
   * The KMS key of the trail's log files.
   *
   * @default - the key that `bucket` knows of; without one, S3 manages their encryption
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Accounts whose part of the trail is read, each as twelve digits. Items may be tokens, the list itself may not.
   *
   * @default - those that queries to the archive see
   */
  readonly accounts?: string[];

  /**
   * Regions whose part of the trail is read. Items may be tokens, the list itself may not.
   *
   * @default - those that queries to the archive see
   */
  readonly regions?: string[];

  /**
   * First day of the trail that is read, as `yyyy-MM-dd`. The first curation reads everything from it on, month by month, which costs what
   * Athena asks for the bytes; later ones read three days. An earlier day given later is not read any more.
   *
   * @default '2026-01-01', the first day of the ledger, or `archiveStart` if that is given
   */
  readonly start?: string;

  /**
   * The most that one statement may read of the trail, 10 MB at the least; Athena cancels one that reads more, and the curation fails. One
   * reads up to 32 days of the trail at first, three days a night later.
   *
   * @default Size.tebibytes(1), about 5 dollars
   */
  readonly bytesScannedCutoff?: Size;
}
