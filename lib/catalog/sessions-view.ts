import { RECORD_KEYS, RECORD_PARTITIONS, type Column } from '../contract';
import { DERIVED_COLUMNS, type ViewColumn } from './derived-columns';

/** Name of the table that the view reads. */
export const RECORDS_TABLE = 'session_records';

const isPartition = (column: Column) => RECORD_PARTITIONS.some(({ name }) => name === column.name);

/** The record that counts for a session, column by column. */
const RECORDED: readonly Column[] = [...RECORD_PARTITIONS, ...RECORD_KEYS.filter((column) => !isPartition(column))];

const VIEW_COLUMNS: readonly Column[] = [...RECORDED, ...DERIVED_COLUMNS.flat()];

/** The columns of the view `sessions` for the catalog, in Hive's types. */
export const SESSIONS_COLUMNS: readonly Column[] = VIEW_COLUMNS;

const DESCRIPTION =
  'One row per session: its last record in History, else its last record in Active. Filter on account_id, region or start_date.';

const SESSION_KEY = 'account_id, region, start_date, session_id, CASE WHEN session_id IS NULL THEN snapshot_id END';

/** The record that counts for each session, with what all sightings of the session come to. */
const COUNTING_RECORDS = `SELECT * FROM (
  SELECT
    *,
    row_number() OVER (PARTITION BY ${SESSION_KEY} ORDER BY
      CASE session_state WHEN 'History' THEN 0 ELSE 1 END, snapshot_time DESC, observed_time DESC, end_time DESC
    ) AS precedence,
    min(snapshot_time) OVER (PARTITION BY ${SESSION_KEY}) AS first_seen_time,
    max(snapshot_time) OVER (PARTITION BY ${SESSION_KEY}) AS last_seen_time,
    max(CASE
      WHEN session_state = 'Active' AND coalesce(status, 'Connected') NOT IN ('Disconnected', 'Terminating', 'Terminated', 'Failed')
        THEN snapshot_time
    END) OVER (PARTITION BY ${SESSION_KEY}) AS last_connected_time
  FROM ${RECORDS_TABLE}
)
WHERE precedence = 1 OR session_id IS NULL`;

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
  const columns = VIEW_COLUMNS.map((column) => `CAST(${column.name} AS ${trinoType(column)}) AS ${column.name}`);
  const derived = DERIVED_COLUMNS.reduce(withColumns, COUNTING_RECORDS);
  return `SELECT\n  ${columns.join(',\n  ')}\nFROM (\n${derived}\n)`;
}

/** The rows of a query, and columns that are computed from its own; those that it has already stay as they are. */
function withColumns(sql: string, columns: readonly ViewColumn[]): string {
  const computed = columns.filter(({ name, sql: expression }) => name !== expression);
  return `SELECT *,\n  ${computed.map((column) => `${column.sql} AS ${column.name}`).join(',\n  ')}\nFROM (\n${sql}\n)`;
}

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
