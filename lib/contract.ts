/**
 * What the constructs (lib/) and the reporter (lambda/) agree on: the columns of a record and of a manifest, the layout of
 * the object keys, the names of the function's environment variables. This file imports nothing, so both sides can share it.
 */

/** Version of the record and manifest format, and the `v1` of the object keys. Changes are additive only. */
export const SCHEMA_VERSION = 1;

/** The `source` of every record and manifest: the service that described the sessions. */
export const SOURCES = {
  /** AWS Systems Manager, DescribeSessions. */
  ssm: 'aws-ssm',
  /** Session Manager of Alibaba Cloud's ECS, DescribeTerminalSessions. */
  alibaba: 'alibaba-ecs',
} as const;
export type SourceName = (typeof SOURCES)[keyof typeof SOURCES];

/** One key of an NDJSON line and, at the same time, one column of a Glue table. */
export interface Column {
  readonly name: string;
  /** Hive type, as the Glue catalog spells it. */
  readonly type: string;
  readonly description: string;
}

/** The two partition columns that are also keys of every record and manifest. The account in the path is authoritative. */
const SCOPE_COLUMNS = [
  {
    name: 'account_id',
    type: 'string',
    description: 'Account whose sessions these are: 12 digits of AWS, 16 of Alibaba Cloud',
  },
  { name: 'region', type: 'string', description: 'Region of that account whose sessions these are' },
] as const satisfies readonly Column[];

const START_DATE = {
  name: 'start_date',
  type: 'string',
  description: 'UTC day on which the session started, yyyy-MM-dd; of one without a start time, the day of the snapshot',
} as const satisfies Column;

/** Partition columns of History's records, in the order of the key. `start_date` is in the path alone. */
export const HISTORY_PARTITIONS: readonly Column[] = [...SCOPE_COLUMNS, START_DATE];

/** Partition columns of Active's records and of manifests, in the order of the key. `snapshot_date` is in the path alone. */
export const SNAPSHOT_PARTITIONS: readonly Column[] = [
  ...SCOPE_COLUMNS,
  { name: 'snapshot_date', type: 'string', description: 'UTC day of the snapshot, yyyy-MM-dd' },
];

/** The keys of a record in the order in which they stand on its line, partition columns included. */
export const RECORD_KEYS = [
  { name: 'schema_version', type: 'int', description: 'Version of this record format' },
  { name: 'source', type: 'string', description: 'Service that described the session: aws-ssm or alibaba-ecs' },
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
    description: 'When the page with the session arrived, UTC, clock of the function',
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
    description: 'JSON text of what the service sent beyond the columns, or in a form they cannot hold',
  },
] as const satisfies readonly Column[];
export type RecordKey = (typeof RECORD_KEYS)[number]['name'];

/** A record of Active also says under which day History will have it: its own path has the day of the snapshot. */
export const ACTIVE_RECORD_KEYS = [...RECORD_KEYS, START_DATE] as const satisfies readonly Column[];

const COUNT = 'struct<pages:int,records:int>';
const MISSING = 'array<struct<session_id:string,start_time:timestamp,since:timestamp>>';

/** The keys of a manifest in the order in which they stand in its document, partition columns included. */
export const MANIFEST_KEYS = [
  { name: 'schema_version', type: 'int', description: 'Version of this manifest format' },
  { name: 'source', type: 'string', description: 'Service that was asked: aws-ssm or alibaba-ecs' },
  ...SCOPE_COLUMNS,
  { name: 'snapshot_id', type: 'string', description: 'This snapshot: its scheduled time, yyyyMMddTHHmmssZ' },
  { name: 'snapshot_time', type: 'timestamp', description: 'Scheduled time, UTC' },
  { name: 'started_time', type: 'timestamp', description: 'When the run began, UTC, clock of the function' },
  {
    name: 'finished_time',
    type: 'timestamp',
    description: 'When the run published this manifest, UTC, clock of the function',
  },
  {
    name: 'mode',
    type: 'string',
    description: 'full: all that History showed was read; incremental: History from history_from on',
  },
  { name: 'last_full_snapshot_id', type: 'string', description: 'Latest full snapshot up to and including this one' },
  {
    name: 'history_from',
    type: 'timestamp',
    description: 'Lower bound of the start times that this snapshot vouches for; null if there is none',
  },
  { name: 'max_start_time', type: 'timestamp', description: 'Greatest start time stored so far; null before any' },
  { name: 'active', type: COUNT, description: 'Calls answered and records kept, State Active' },
  { name: 'history', type: COUNT, description: 'Calls answered and records kept, State History' },
  {
    name: 'lookup',
    type: COUNT,
    description: 'Calls answered and records kept, look-ups by SessionId',
  },
  {
    name: 'windows',
    type: 'array<struct<from_time:timestamp,to_time:timestamp>>',
    description: 'Ranges [from_time, to_time) of start times that this snapshot vouches for; null is an open end',
  },
  {
    name: 'objects',
    type: 'array<struct<key:string,records:int,bytes:bigint,sha256:string>>',
    description: 'Every object that this snapshot relies on; sha256 in hex over the stored bytes',
  },
  { name: 'pending', type: MISSING, description: 'Sessions once seen Active and since `since` found in neither state' },
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
    description: 'Records without a usable SessionId: they are no rows of the view `sessions`',
  },
  {
    name: 'previous',
    type: 'struct<key:string,sha256:string>',
    description: 'The manifest before this one; sha256 in hex',
  },
  { name: 'reporter_version', type: 'string', description: 'Version of the package that wrote the snapshot' },
] as const satisfies readonly Column[];
export type ManifestKey = (typeof MANIFEST_KEYS)[number]['name'];

/** Names of the environment variables that `SessionReporter` sets and the function reads. */
export const ENVIRONMENT = {
  /** Name of the archive's bucket. Required. */
  archiveBucket: 'ARCHIVE_BUCKET',
  /** Comma-separated Regions to report on, or `ALL_REGIONS`. Default: the function's own. */
  regions: 'REGIONS',
  /** Hours after which a run is a full scan again. Default: 168 (7 days). */
  fullScanIntervalHours: 'FULL_SCAN_INTERVAL_HOURS',
  /** DescribeSessions readers that a full scan of one Region may have at a time. Default: 8. */
  maxConcurrency: 'MAX_CONCURRENCY',
} as const;

/** Names of the environment variables that `AlibabaSessionReporter` sets and its function reads. It has a role, or a secret. */
export const ALIBABA_ENVIRONMENT = {
  /** Name of the archive's bucket. Required. */
  archiveBucket: ENVIRONMENT.archiveBucket,
  /** Comma-separated Regions of Alibaba Cloud to report on. Required. */
  regions: ENVIRONMENT.regions,
  /** The account whose sessions these are, 16 digits. Required. */
  accountId: 'ALIBABA_ACCOUNT_ID',
  /** ARN of the RAM role that a token of AWS is exchanged for. */
  roleArn: 'ALIBABA_ROLE_ARN',
  /** ARN of the identity provider in RAM that believes AWS. Required with a role. */
  oidcProviderArn: 'ALIBABA_OIDC_PROVIDER_ARN',
  /** Whom AWS makes the token out to. Required with a role. */
  oidcAudience: 'ALIBABA_OIDC_AUDIENCE',
  /** ARN of the secret with an access key: JSON with `accessKeyId` and `accessKeySecret`. */
  secretArn: 'ALIBABA_SECRET_ARN',
} as const;

/**
 * In the place of a Region's name: every Region that is enabled in the account when a run starts. Metrics are about all of them
 * together, so that alarms can look at them and a new Region costs nothing.
 */
export const ALL_REGIONS = 'all';

/** CloudWatch namespace of the reporter's own metrics. */
export const METRIC_NAMESPACE = 'SsmSessionArchive';

/** Dimensions of each of them. Reporters of one account are told apart by the names of their functions. */
export const METRIC_DIMENSIONS = {
  /** Name of the function, which Powertools calls the service. */
  functionName: 'service',
  /** The Region whose sessions it is about, which need not be the function's; `ALL_REGIONS` where these are not known beforehand. */
  region: 'region',
} as const;

/** What a run measures in each scope. Each costs money every month and in every scope: all of them are on an alarm or the dashboard. */
export const METRICS = {
  /** 1 if the snapshot has its manifest, 0 if the run failed; nothing if a later snapshot made it superfluous. */
  snapshotComplete: 'SnapshotComplete',
  /** Records of a complete snapshot. */
  records: 'Records',
  /** Attempts at listing sessions that failed, above all because the service throttled; whether a later attempt succeeded or not. */
  failedAttempts: 'FailedAttempts',
  /** Seconds since the first snapshot that missed the session longest missing, pending or unresolved; 0 if none is, or they only fade. */
  longestMissing: 'LongestMissing',
  /**
   * Seconds between the previous snapshot and the oldest session that the service still showed, from which sessions may be lost; 0 if
   * these times meet. Of Alibaba Cloud alone, which keeps so many sessions of a Region: SSM keeps all of 30 days.
   */
  unseen: 'UnseenSeconds',
} as const;
export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** The metadata key under which an object of records carries its record count (`x-amz-meta-records`). */
export const RECORDS_METADATA = 'records';

/** One (account, Region). */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** The number of an account: 12 digits of AWS, 16 of Alibaba Cloud. None can be taken for one of the other. */
export const ACCOUNT_ID = /^(?:\d{12}|\d{16})$/;

/** What every AWS Region is called like, in all partitions: `eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const REGION_NAME = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** What Regions of Alibaba Cloud are called like, too, which need not end in a number: `cn-hangzhou`, `cn-beijing-finance-1`. */
export const ANY_REGION_NAME = /^[a-z]{2,4}(-([a-z]+|\d+))+$/;

/** What History says is an event: its records lie under the day on which the session started. */
export const HISTORY_PREFIX = `history/v${SCHEMA_VERSION}/`;

/** What Active says is a state: its records lie under the day of their snapshot. */
export const ACTIVE_PREFIX = `active/v${SCHEMA_VERSION}/`;

/** Manifests lie under the day of their snapshot. */
export const MANIFESTS_PREFIX = `manifests/v${SCHEMA_VERSION}/`;

/** Everything of the archive lies below one of these. */
export const ARCHIVE_PREFIXES = [HISTORY_PREFIX, ACTIVE_PREFIX, MANIFESTS_PREFIX] as const;
export type ArchivePrefix = (typeof ARCHIVE_PREFIXES)[number];

/** What one account has below one of them, of all its Regions. */
function accountPrefix(prefix: ArchivePrefix, accountId: string): string {
  return `${prefix}account_id=${accountId}/`;
}

/** What one scope has below one of them. */
export function scopePrefix(prefix: ArchivePrefix, { accountId, region }: Scope): string {
  return `${accountPrefix(prefix, accountId)}region=${region}/`;
}

/** Everything of one account, of all its Regions. */
export function accountPrefixes(accountId: string): string[] {
  return ARCHIVE_PREFIXES.map((prefix) => accountPrefix(prefix, accountId));
}

/** Everything of one scope. */
export function scopePrefixes(scope: Scope): string[] {
  return ARCHIVE_PREFIXES.map((prefix) => scopePrefix(prefix, scope));
}
