import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ISessionArchive } from '../archive/session-archive-interface';
import type { ReporterProps } from './reporter-props';

/** Properties of `SessionReporter`. */
export interface SessionReporterProps extends ReporterProps {
  /**
   * The archive to write to. Use `SessionArchive.fromSessionArchiveAttributes` for an archive of another account or
   * another Stage, and for one of another Region whose bucket has no `bucketName` or whose key belongs to the app.
   */
  readonly archive: ISessionArchive;

  /**
   * The Regions whose sessions the reporter **collects**, for example `['eu-west-1', 'us-east-1']`. Each must be
   * enabled in the account. If one fails, the snapshots of the others are still complete. Repeated Regions count once,
   * even if that shows only at deployment. Items may be tokens, the list itself may not. `regions` of `SessionArchive`
   * says which Regions queries **see**: removing a Region here may hide its history.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   * @default - the Region of the stack
   */
  readonly regions?: string[];

  /**
   * Collects every Region that is enabled in the account when a run starts. The next run includes a newly enabled
   * Region. If a Region is disabled that was archived before, the log names it. Alarms, dashboard and metrics then
   * cover all Regions together. Every enabled Region must answer: if a policy of the organization denies some, or if
   * AWS Account Management is not available, list Regions in `regions` instead. For an archive in another Stage or app,
   * set its `regions`, so that queries see them. Cannot be combined with `regions`.
   *
   * @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
   * @default false
   */
  readonly allRegions?: boolean;

  /**
   * Time after which a full scan of History is due again, 1 hour to 30 days. Runs in between read only the newest part
   * of History, and look up by id the sessions that were open before. The full scan finds sessions that SSM showed
   * late.
   *
   * @default Duration.days(7)
   */
  readonly fullScanInterval?: Duration;

  /**
   * How many pages a full scan may request from SSM at the same time in one Region, 1 to 64. The function reads up to
   * four Regions at the same time. More requests are faster until SSM throttles. The reporter then slows down by
   * itself.
   *
   * @default 8
   */
  readonly maxConcurrency?: number;

  /**
   * The VPC that the function runs in. Through a NAT gateway or VPC endpoints, it must reach SSM in every collected
   * Region, S3, KMS if the archive has a key, and with `allRegions` AWS Account Management. VPC endpoints reach only
   * services of the VPC's own Region.
   *
   * @default - no VPC; Lambda's own network reaches the services
   */
  readonly vpc?: ec2.IVpc;
}
