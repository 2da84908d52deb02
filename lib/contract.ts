/**
 * What the constructs (lib/), the reporter (lambda/) and the command line share: the columns of a record and of a
 * manifest, the layout of the object keys, the names of the function's environment variables. This file imports
 * nothing, so all of them can import it.
 */

/** Version of the record and manifest format, and the `v1` of the object keys. A change may only add to the format. */
export const SCHEMA_VERSION = 1;

/** The `source` of every record and manifest: the service that listed the sessions. */
export const SOURCES = {
  /** AWS Systems Manager, DescribeSessions. */
  ssm: 'aws-ssm',
  /** Session Manager of Alibaba Cloud's ECS, DescribeTerminalSessions. */
  alibaba: 'alibaba-ecs',
} as const;
export type SourceName = (typeof SOURCES)[keyof typeof SOURCES];

/** One key of an NDJSON line. It is also one column of a Glue table. */
export interface Column {
  readonly name: string;
  /** Hive type, as it is written in the Glue catalog. */
  readonly type: string;
  readonly description: string;
}

/**
 * The two partition columns that are also keys of every record and manifest. If they differ, the account in the path
 * counts.
 */
const SCOPE_COLUMNS = [
  {
    name: 'account_id',
    type: 'string',
    description: 'Account that the sessions belong to: 12 digits for AWS, 16 for Alibaba Cloud',
  },
  { name: 'region', type: 'string', description: 'Region that the sessions belong to' },
] as const satisfies readonly Column[];

const START_DATE = {
  name: 'start_date',
  type: 'string',
  description: 'UTC day on which the session started, yyyy-MM-dd; without a start time, the day of the snapshot',
} as const satisfies Column;

/** Partition columns of History's records, in the order of the object key. `start_date` is only in the path. */
export const HISTORY_PARTITIONS: readonly Column[] = [...SCOPE_COLUMNS, START_DATE];

/**
 * Partition columns of Active's records and of manifests, in the order of the object key. `snapshot_date` is only in
 * the path.
 */
export const SNAPSHOT_PARTITIONS: readonly Column[] = [
  ...SCOPE_COLUMNS,
  { name: 'snapshot_date', type: 'string', description: 'UTC day of the snapshot, yyyy-MM-dd' },
];

/** The keys of a record, in the order of its line, partition columns included. */
export const RECORD_KEYS = [
  { name: 'schema_version', type: 'int', description: 'Version of this record format' },
  { name: 'source', type: 'string', description: 'Service that listed the session: aws-ssm or alibaba-ecs' },
  ...SCOPE_COLUMNS,
  {
    name: 'snapshot_id',
    type: 'string',
    description: 'Snapshot that saw the session: its scheduled time, yyyyMMddTHHmmssZ',
  },
  { name: 'snapshot_time', type: 'timestamp', description: 'Scheduled time of that snapshot, UTC' },
  {
    name: 'observed_time',
    type: 'timestamp',
    description: 'When the page with the session arrived, UTC, by the clock of the function',
  },
  { name: 'session_state', type: 'string', description: 'State of the session: Active or History' },
  { name: 'session_id', type: 'string', description: 'SessionId: opaque, unique within account and Region' },
  {
    name: 'target',
    type: 'string',
    description: 'Target: i-..., mi-..., ecs:..., sagemaker-cluster:... or another kind',
  },
  {
    name: 'status',
    type: 'string',
    description: 'Status: Connected, Connecting, Disconnected, Terminated, Terminating, Failed',
  },
  { name: 'owner', type: 'string', description: 'Owner: ARN of the principal that started the session' },
  { name: 'reason', type: 'string', description: 'Reason that the person gave for connecting' },
  {
    name: 'document_name',
    type: 'string',
    description: 'DocumentName: SSM document of the session, null for the default shell',
  },
  { name: 'access_type', type: 'string', description: 'AccessType: Standard or JustInTime' },
  { name: 'details', type: 'string', description: 'Details: reserved by SSM' },
  { name: 'start_time', type: 'timestamp', description: 'StartDate, UTC' },
  { name: 'end_time', type: 'timestamp', description: 'EndDate, UTC, null while the session is open' },
  { name: 'max_session_duration_minutes', type: 'int', description: 'MaxSessionDuration in minutes' },
  { name: 's3_output_url', type: 'string', description: 'OutputUrl.S3OutputUrl: transcript in S3' },
  {
    name: 'cloudwatch_output_url',
    type: 'string',
    description: 'OutputUrl.CloudWatchOutputUrl: transcript in CloudWatch Logs',
  },
  {
    name: 'extra',
    type: 'string',
    description: 'JSON text: what the service sent that has no column, or that its column cannot hold',
  },
] as const satisfies readonly Column[];
export type RecordKey = (typeof RECORD_KEYS)[number]['name'];

/**
 * A record of Active also has the day under which History will file the session, because its own path has the day of
 * the snapshot.
 */
export const ACTIVE_RECORD_KEYS = [...RECORD_KEYS, START_DATE] as const satisfies readonly Column[];

const COUNT = 'struct<pages:int,records:int>';
const MISSING = 'array<struct<session_id:string,start_time:timestamp,since:timestamp>>';

/** The keys of a manifest, in the order of its document, partition columns included. */
export const MANIFEST_KEYS = [
  { name: 'schema_version', type: 'int', description: 'Version of this manifest format' },
  { name: 'source', type: 'string', description: 'Service that listed the sessions: aws-ssm or alibaba-ecs' },
  ...SCOPE_COLUMNS,
  { name: 'snapshot_id', type: 'string', description: 'This snapshot: its scheduled time, yyyyMMddTHHmmssZ' },
  { name: 'snapshot_time', type: 'timestamp', description: 'Scheduled time, UTC' },
  { name: 'started_time', type: 'timestamp', description: 'When the run began, UTC, by the clock of the function' },
  {
    name: 'finished_time',
    type: 'timestamp',
    description: 'When the run published this manifest, UTC, by the clock of the function',
  },
  {
    name: 'mode',
    type: 'string',
    description: 'full: the run read all of History; incremental: History from history_from on',
  },
  { name: 'last_full_snapshot_id', type: 'string', description: 'Latest full snapshot; it may be this one' },
  {
    name: 'history_from',
    type: 'timestamp',
    description: 'Lower end of the start times that this snapshot vouches for; null if there is no lower end',
  },
  {
    name: 'max_start_time',
    type: 'timestamp',
    description: 'Latest start time in the archive so far; null if there is none',
  },
  { name: 'active', type: COUNT, description: 'State Active: pages read, and records kept' },
  { name: 'history', type: COUNT, description: 'State History: pages read, and records kept' },
  {
    name: 'lookup',
    type: COUNT,
    description: 'Look-ups by SessionId: pages read, and records kept',
  },
  {
    name: 'windows',
    type: 'array<struct<from_time:timestamp,to_time:timestamp>>',
    description:
      'Ranges of start times that this snapshot vouches for: from from_time until before to_time; null is an open end',
  },
  {
    name: 'objects',
    type: 'array<struct<key:string,records:int,bytes:bigint,sha256:string>>',
    description: 'Every object that this snapshot relies on; sha256 is the hash of the stored bytes, in hex',
  },
  {
    name: 'pending',
    type: MISSING,
    description: 'Sessions that were Active, and are in neither state since the time `since`',
  },
  {
    name: 'unresolved',
    type: MISSING,
    description: 'Sessions pending for 24 hours or more that a full scan did not find',
  },
  {
    name: 'faded',
    type: MISSING,
    description: 'Sessions that stayed open until the service forgot them, about 30 days after their start',
  },
  {
    name: 'unidentified',
    type: 'int',
    description: 'Number of records without a usable SessionId: the view `sessions` has no rows for them',
  },
  {
    name: 'previous',
    type: 'struct<key:string,sha256:string>',
    description: 'The manifest before this one; sha256 is its hash, in hex',
  },
  { name: 'reporter_version', type: 'string', description: 'Version of the package that wrote the snapshot' },
] as const satisfies readonly Column[];
export type ManifestKey = (typeof MANIFEST_KEYS)[number]['name'];

/** Names of the environment variables that `SessionReporter` sets and the function reads. */
export const ENVIRONMENT = {
  /** Name of the archive's bucket. Required. */
  archiveBucket: 'ARCHIVE_BUCKET',
  /** Comma-separated Regions to collect, or `ALL_REGIONS`. Default: the function's own Region. */
  regions: 'REGIONS',
  /** Hours after which a full scan is due again. Default: 168 (7 days). */
  fullScanIntervalHours: 'FULL_SCAN_INTERVAL_HOURS',
  /** How many readers a full scan of one Region may have at the same time. Default: 8. */
  maxConcurrency: 'MAX_CONCURRENCY',
} as const;

/**
 * Names of the environment variables that `AlibabaSessionReporter` sets and its function reads: either those of a role,
 * or the secret.
 */
export const ALIBABA_ENVIRONMENT = {
  /** Name of the archive's bucket. Required. */
  archiveBucket: ENVIRONMENT.archiveBucket,
  /** Comma-separated Regions of Alibaba Cloud to collect. Required. */
  regions: ENVIRONMENT.regions,
  /** The Alibaba Cloud account whose sessions are collected, 16 digits. Required. */
  accountId: 'ALIBABA_ACCOUNT_ID',
  /** ARN of the RAM role whose credentials the function gets in exchange for a token of AWS. */
  roleArn: 'ALIBABA_ROLE_ARN',
  /** ARN of the identity provider in RAM that trusts AWS. Required with a role. */
  oidcProviderArn: 'ALIBABA_OIDC_PROVIDER_ARN',
  /** Audience of the token. Required with a role. */
  oidcAudience: 'ALIBABA_OIDC_AUDIENCE',
  /** ARN of the secret with an access key: JSON with `accessKeyId` and `accessKeySecret`. */
  secretArn: 'ALIBABA_SECRET_ARN',
} as const;

/**
 * Instead of a Region's name: every Region that is enabled in the account when a run starts. The metrics then cover all
 * Regions together. So one set of alarms is enough, and a new Region adds no cost.
 */
export const ALL_REGIONS = 'all';

/** CloudWatch namespace of the reporter's own metrics. */
export const METRIC_NAMESPACE = 'SsmSessionArchive';

/** Dimensions of each metric. The function's name distinguishes the reporters of one account. */
export const METRIC_DIMENSIONS = {
  /** Name of the function. Powertools calls this dimension the service. */
  functionName: 'service',
  /**
   * The collected Region, which may differ from the function's Region; `ALL_REGIONS` for a reporter with `allRegions`.
   */
  region: 'region',
} as const;

/**
 * The metrics of a run, for each scope. Each metric costs money every month in every scope, so each one serves an alarm
 * or the dashboard.
 */
export const METRICS = {
  /** 1 if the snapshot has its manifest, 0 if the run failed. A superseded run sends nothing. */
  snapshotComplete: 'SnapshotComplete',
  /** Records of a complete snapshot. */
  records: 'Records',
  /**
   * Failed attempts to list sessions, mostly because the service throttled. Includes attempts whose retry succeeded.
   */
  failedAttempts: 'FailedAttempts',
  /**
   * Seconds since a snapshot first missed the session that is missing longest, pending or unresolved. 0 if there is no
   * such session, or only fading ones.
   */
  longestMissing: 'LongestMissing',
  /**
   * Seconds between the previous snapshot and the oldest session that the service still showed: sessions that began in
   * this time may be lost. 0 if there is no such gap. Only for Alibaba Cloud, which keeps a limited number of sessions
   * of a Region. SSM keeps all sessions of 30 days.
   */
  unseen: 'UnseenSeconds',
} as const;
export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** The metadata key under which an object stores the number of its records (`x-amz-meta-records`). */
export const RECORDS_METADATA = 'records';

/** One account and one Region. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** Id of an account: 12 digits for AWS, 16 for Alibaba Cloud. So no id can be mistaken for one of the other cloud. */
export const ACCOUNT_ID = /^(?:\d{12}|\d{16})$/;

/** The form of the names of AWS Regions, in all partitions: `eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const REGION_NAME = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/**
 * The form of the names of Regions of either cloud. Alibaba Cloud's may end without a number: `cn-hangzhou`,
 * `cn-beijing-finance-1`.
 */
export const ANY_REGION_NAME = /^[a-z]{2,4}(-([a-z]+|\d+))+$/;

/** Records of History describe events, so they are filed under the day on which the session started. */
export const HISTORY_PREFIX = `history/v${SCHEMA_VERSION}/`;

/** Records of Active describe a state, so they are filed under the day of their snapshot. */
export const ACTIVE_PREFIX = `active/v${SCHEMA_VERSION}/`;

/** Manifests are filed under the day of their snapshot. */
export const MANIFESTS_PREFIX = `manifests/v${SCHEMA_VERSION}/`;

/** Every object of the archive is below one of these prefixes. */
export const ARCHIVE_PREFIXES = [HISTORY_PREFIX, ACTIVE_PREFIX, MANIFESTS_PREFIX] as const;
export type ArchivePrefix = (typeof ARCHIVE_PREFIXES)[number];

/** The prefix of one account, all Regions, below one of the archive's prefixes. */
function accountPrefix(prefix: ArchivePrefix, accountId: string): string {
  return `${prefix}account_id=${accountId}/`;
}

/** The prefix of one scope below one of the archive's prefixes. */
export function scopePrefix(prefix: ArchivePrefix, { accountId, region }: Scope): string {
  return `${accountPrefix(prefix, accountId)}region=${region}/`;
}

/** All prefixes of one account, all Regions. */
export function accountPrefixes(accountId: string): string[] {
  return ARCHIVE_PREFIXES.map((prefix) => accountPrefix(prefix, accountId));
}

/** All prefixes of one scope. */
export function scopePrefixes(scope: Scope): string[] {
  return ARCHIVE_PREFIXES.map((prefix) => scopePrefix(prefix, scope));
}
