import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ISessionArchive } from '../archive/session-archive';
import type { ReporterProps } from '../reporter/reporter-props';
import type { AlibabaCredentials } from './alibaba-credentials';

/** Properties of `AlibabaSessionReporter`. */
export interface AlibabaSessionReporterProps extends ReporterProps {
  /**
   * The archive to write to, of the AWS account of the reporter's stack: another account's bucket takes objects below that writer's own AWS
   * account alone. One of another Stage, or of another Region where its bucket has no name or it has a key of the app, cannot be handed
   * over: refer to it by `SessionArchive.fromSessionArchiveAttributes`.
   */
  readonly archive: ISessionArchive;

  /**
   * The Alibaba Cloud account whose sessions are collected: 16 digits, the account that `credentials` belong to. In the archive it stands
   * where an AWS account's 12 digits stand otherwise. Queries see it without being told, unless the archive is in another Stage or app.
   */
  readonly accountId: string;

  /**
   * The Regions of Alibaba Cloud whose sessions are collected, for example `['cn-hangzhou', 'ap-southeast-1']`. One that fails leaves the
   * others' snapshots complete. One that stands twice counts once. Items may be tokens, the list itself may not. Where the archive has
   * `regions` of its own, they belong there, too.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   */
  readonly regions: string[];

  /** How the reporter proves to Alibaba Cloud who it is. */
  readonly credentials: AlibabaCredentials;

  /**
   * The VPC that the function runs in. It must reach Alibaba Cloud through a NAT gateway: `ecs.<region>.aliyuncs.com` of every archived
   * Region, and `sts.<region>.aliyuncs.com` with a role. Of AWS it must reach S3, KMS if the archive has a key, and STS or Secrets
   * Manager, through that gateway or VPC endpoints.
   *
   * @default - none; Lambda's own network reaches the services
   */
  readonly vpc?: ec2.IVpc;
}
