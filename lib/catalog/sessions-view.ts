import { RECORD_KEYS, RECORD_PARTITIONS, type Column } from '../contract';

/** Name of the table that the view reads. */
export const RECORDS_TABLE = 'session_records';

/** One column of the view: its declared type, and the SQL that it is computed from. */
interface ViewColumn extends Column {
  readonly sql: string;
}

const isPartition = (column: Column) => RECORD_PARTITIONS.some(({ name }) => name === column.name);

/** The record that counts for a session, column by column. */
const RECORDED: readonly ViewColumn[] = [
  ...RECORD_PARTITIONS,
  ...RECORD_KEYS.filter((column) => !isPartition(column)),
].map((column) => ({ ...column, sql: column.name }));

// What is before the name in an ARN, or in an ARN that lacks its `arn:`, holds no slash.
const DERIVED: readonly ViewColumn[] = [
  {
    name: 'first_seen_time',
    type: 'timestamp',
    description: 'Scheduled time of the first snapshot that saw the session, UTC',
    sql: 'first_seen_time',
  },
  {
    name: 'last_seen_time',
    type: 'timestamp',
    description: 'Scheduled time of the last snapshot that saw the session, in either state, UTC',
    sql: 'last_seen_time',
  },
  {
    name: 'duration_seconds',
    type: 'bigint',
    description: 'Whole seconds from start_time to end_time, null while the session is open',
    sql: "date_diff('second', start_time, end_time)",
  },
  {
    name: 'owner_type',
    type: 'string',
    description: 'Kind of owner: sso-user, assumed-role, iam-user, root, federated-user or unknown',
    sql: `CASE
      WHEN regexp_like(owner, '^[^/]*:assumed-role/AWSReservedSSO_[^/]+/') THEN 'sso-user'
      WHEN regexp_like(owner, '^[^/]*:assumed-role/[^/]+/') THEN 'assumed-role'
      WHEN regexp_like(owner, '^[^/]*:user/') THEN 'iam-user'
      WHEN regexp_like(owner, '^[^/]*:federated-user/') THEN 'federated-user'
      WHEN regexp_like(owner, '^[^/]*:root$') THEN 'root'
      ELSE 'unknown'
    END`,
  },
  {
    name: 'owner_name',
    type: 'string',
    description: 'The person: user name, role session name or root; the whole owner where its form is unknown',
    sql: `coalesce(
      regexp_extract(owner, '^[^/]*:(?:assumed-role|user|federated-user)/(?:[^/]*/)*([^/]+)$', 1),
      regexp_extract(owner, '^[^/]*:(root)$', 1),
      owner)`,
  },
  {
    name: 'role_name',
    type: 'string',
    description: 'The role that the owner had assumed, null for other owners',
    sql: "regexp_extract(owner, '^[^/]*:assumed-role/([^/]+)/', 1)",
  },
  {
    name: 'target_type',
    type: 'string',
    description: 'Kind of target: ec2-instance, managed-node, ecs-task, sagemaker-cluster or unknown',
    sql: `CASE
      WHEN target LIKE 'i-%' THEN 'ec2-instance'
      WHEN target LIKE 'mi-%' THEN 'managed-node'
      WHEN target LIKE 'ecs:%' THEN 'ecs-task'
      WHEN target LIKE 'sagemaker-cluster:%' THEN 'sagemaker-cluster'
      ELSE 'unknown'
    END`,
  },
];

const VIEW_COLUMNS = [...RECORDED, ...DERIVED];

/** The columns of the view `sessions` for the catalog, in Hive's types. */
export const SESSIONS_COLUMNS: readonly Column[] = VIEW_COLUMNS;

const DESCRIPTION =
  'One row per session: its last record in History, else its last record in Active. Filter on account_id, region or start_date.';

const TRINO_TYPES = new Map([
  ['string', 'varchar'],
  ['int', 'integer'],
  ['bigint', 'bigint'],
  ['timestamp', 'timestamp(3)'],
]);

function trinoType(column: Column): string {
  const type = TRINO_TYPES.get(column.type);
  if (type === undefined)
    throw new Error(`Column ${column.name} of the view has a type without Trino name: ${column.type}`);
  return type;
}

/**
 * The SQL of the view. A filter passes through window functions only on columns they are partitioned by, so all three columns
 * of the path are among them. A record without a session id is never taken for another sighting of the same session: each is a
 * row of its own. Every column is cast to its declared type, otherwise Athena calls the view stale.
 */
export function sessionsSql(): string {
  const columns = VIEW_COLUMNS.map((column) => `CAST(${column.sql} AS ${trinoType(column)}) AS ${column.name}`);
  return `SELECT
  ${columns.join(',\n  ')}
FROM (
  SELECT
    *,
    row_number() OVER (PARTITION BY ${SESSION_KEY} ORDER BY
      CASE session_state WHEN 'History' THEN 0 ELSE 1 END, snapshot_time DESC, observed_time DESC, end_time DESC
    ) AS precedence,
    min(snapshot_time) OVER (PARTITION BY ${SESSION_KEY}) AS first_seen_time,
    max(snapshot_time) OVER (PARTITION BY ${SESSION_KEY}) AS last_seen_time
  FROM ${RECORDS_TABLE}
)
WHERE precedence = 1 OR session_id IS NULL`;
}

const SESSION_KEY = 'account_id, region, start_date, session_id, CASE WHEN session_id IS NULL THEN snapshot_id END';

/** The view as Athena and Trino keep it in a Glue table: a comment that holds base64 of a JSON document. */
export function prestoView(databaseName: string): string {
  const view = {
    originalSql: sessionsSql(),
    catalog: 'awsdatacatalog',
    schema: databaseName,
    columns: VIEW_COLUMNS.map((column) => ({
      name: column.name,
      type: trinoType(column),
      comment: column.description,
    })),
    comment: DESCRIPTION,
    runAsInvoker: false,
  };
  return `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString('base64')} */`;
}
