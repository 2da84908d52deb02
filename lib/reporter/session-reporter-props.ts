import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ISessionArchive } from '../archive/session-archive';
import type { ReporterProps } from './reporter-props';

/** Properties of `SessionReporter`. */
export interface SessionReporterProps extends ReporterProps {
  /**
   * The archive to write to. One of another account, another Stage, or of another Region where its bucket has no name or it has a key
   * of the app, cannot be handed over: refer to it by `SessionArchive.fromSessionArchiveAttributes`.
   */
  readonly archive: ISessionArchive;

  /**
   * The Regions whose sessions are collected, for example `['eu-west-1', 'us-east-1']`. Each must be enabled in the account. One
   * that fails leaves the others' snapshots complete. One that stands twice counts once, also if that shows at deployment. Items
   * may be tokens, the list itself may not. Which Regions queries can see is for the
   * `regions` of `SessionArchive` to say; taking one out may hide its history.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   * @default - the Region of the stack
   */
  readonly regions?: string[];

  /**
   * Archives every Region that is enabled in the account when a run starts: new ones are picked up by the next run, and disabled ones
   * that were archived before are named in the log. Alarms, dashboard and metrics are then about all Regions together. Every
   * enabled Region must answer: where an organization's policy denies some, or where there is no AWS Account Management, list Regions
   * in `regions` instead. An archive in another Stage or app has to be told which `regions` its queries shall see. Cannot be combined
   * with `regions`.
   *
   * @default false
   */
  readonly allRegions?: boolean;

  /**
   * How long a full scan of History is trusted, 1 hour to 30 days. Runs in between read its newest part alone, and ask by id for
   * sessions that were open before; the full scan finds what SSM showed late.
   *
   * @default Duration.days(7)
   */
  readonly fullScanInterval?: Duration;

  /**
   * How many pages a full scan of one Region may ask SSM for at a time, 1 to 64. Regions are read at the same time. More are
   * faster until SSM throttles; the reporter then slows down by itself.
   *
   * @default 8
   */
  readonly maxConcurrency?: number;

  /**
   * The VPC that the function runs in. It must reach SSM of every archived Region, S3, KMS if the archive has a key, and with
   * `allRegions` AWS Account Management, through a NAT gateway or VPC endpoints; endpoints reach services of the VPC's own Region
   * alone.
   *
   * @default - none; Lambda's own network reaches the services
   */
  readonly vpc?: ec2.IVpc;
}
