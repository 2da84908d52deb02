import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ISessionArchive } from '../archive/session-archive-interface';
import type { ReporterProps } from '../reporter/reporter-props';
import type { AlibabaCredentials } from './alibaba-credentials';

/** Properties of `AlibabaSessionReporter`. */
export interface AlibabaSessionReporterProps extends ReporterProps {
  /**
   * The archive to write to. It must belong to the AWS account of the reporter's stack, because a bucket of another
   * account accepts only objects below the writer's own AWS account. Use `SessionArchive.fromSessionArchiveAttributes`
   * for an archive of another Stage, and for one of another Region whose bucket has no `bucketName` or whose key
   * belongs to the app.
   */
  readonly archive: ISessionArchive;

  /**
   * The Alibaba Cloud account whose sessions the reporter collects: 16 digits, the account of the `credentials`. In the
   * archive, it takes the place of an AWS account's 12 digits. Queries see it automatically, unless the archive is in
   * another Stage or app.
   */
  readonly accountId: string;

  /**
   * The Regions of Alibaba Cloud whose sessions the reporter **collects**, for example
   * `['cn-hangzhou', 'ap-southeast-1']`. If one fails, the snapshots of the others are still complete. Repeated Regions
   * count once. Items may be tokens, the list itself may not. `regions` of `SessionArchive` says which Regions queries
   * **see**: if the archive has `regions`, add these Regions there, too.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/operations.md#collected-and-visible
   */
  readonly regions: string[];

  /** How the reporter proves to Alibaba Cloud who it is. */
  readonly credentials: AlibabaCredentials;

  /**
   * The VPC that the function runs in. Through a NAT gateway, it must reach Alibaba Cloud: `ecs.<region>.aliyuncs.com`
   * for every collected Region, and with a role `sts.<region>.aliyuncs.com`. Through the same gateway or VPC endpoints,
   * it must reach S3, KMS if the archive has a key, and STS or Secrets Manager.
   *
   * @default - no VPC; Lambda's own network reaches the services
   */
  readonly vpc?: ec2.IVpc;
}
