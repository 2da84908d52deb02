// How a row of a session is made from records. Shared by the view, the MERGE, the proof and DuckDB.
import { HISTORY_PARTITIONS, RECORD_KEYS, type Column } from '../contract';
import { names } from './sql';

/** Names of the tables over the records, and of the curated table that is made from them. */
export const HISTORY_TABLE = 'history_records';
export const ACTIVE_TABLE = 'active_records';
export const CURATED_SESSIONS = 'curated_sessions';

const isPartition = (column: Column) => HISTORY_PARTITIONS.some(({ name }) => name === column.name);

/** The columns of the record that counts for a session. */
const RECORDED: readonly Column[] = [...HISTORY_PARTITIONS, ...RECORD_KEYS.filter((column) => !isPartition(column))];

/**
 * The columns that come from all records of a session together, and the key of the object with the record that counts.
 */
const SIGHTED: readonly Column[] = [
  {
    name: 'first_seen_time',
    type: 'timestamp',
    description: 'Scheduled time of the first snapshot that saw the session, UTC',
  },
  {
    name: 'last_seen_time',
    type: 'timestamp',
    description: 'Scheduled time of the last snapshot that saw the session, in either state, UTC',
  },
  {
    name: 'last_connected_time',
    type: 'timestamp',
    description:
      'Scheduled time of the last snapshot that saw the session open and not disconnected, UTC: it may have been in use at least until then',
  },
  {
    name: 'source_object',
    type: 'string',
    description: 'Key of the object with the record; the manifest that lists the object has its SHA-256',
  },
];

/** The columns of a row in the curated table. */
export const ROW_COLUMNS: readonly Column[] = [...RECORDED, ...SIGHTED];

/**
 * The columns that identify a row. All partition columns are among them, so a filter on a partition column limits which
 * files are read.
 */
export const SESSION_KEY: readonly string[] = ['account_id', 'region', 'start_date', 'session_id'];

/** The key of the object that a line comes from, without the bucket or folder. */
export const SOURCE_OBJECT = `regexp_extract("$path", '(?:history|active|manifests)/v[0-9]+/.*$', 0)`;

/**
 * The first record in this order counts for a session: History before Active, then the record that was seen last. The
 * order is total, so every engine and every repetition picks the same record.
 */
const PRECEDENCE = `CASE session_state WHEN 'History' THEN 0 ELSE 1 END, snapshot_time DESC, observed_time DESC,
      end_time DESC NULLS LAST, source_object DESC`;

/**
 * The same order as a text: the record with the greater text counts. A space sorts before all other characters of a
 * time.
 */
export function precedence(of: string): string {
  const time = (column: string) => `coalesce(CAST(CAST(${of}.${column} AS timestamp(3)) AS varchar), '')`;
  return `concat(CASE ${of}.session_state WHEN 'History' THEN '1' ELSE '0' END, ' ', ${time('snapshot_time')}, ' ', ${time('observed_time')}, ' ', ${time('end_time')}, ' ', ${of}.source_object)`;
}

/** Conditions on the columns of the two tables of records. Without a condition, the whole table is read. */
export interface Sightings {
  readonly history?: string;
  readonly active?: string;
}

const CONNECTED =
  "session_state = 'Active' AND coalesce(status, 'Connected') NOT IN ('Disconnected', 'Terminating', 'Terminated', 'Failed')";

/**
 * Selects one row per session from the records. A record without a session_id gets no row, because nobody can say
 * whether two such records are the same session. The record stays in its table, and the saved query about completeness
 * counts it.
 */
export function sessionRows({ history = 'true', active = 'true' }: Sightings = {}): string {
  const key = SESSION_KEY.join(', ');
  const read = (table: string, condition: string) =>
    `SELECT ${names(RECORDED)}, ${SOURCE_OBJECT} AS source_object
      FROM ${table} WHERE session_id IS NOT NULL AND (${condition})`;
  return `SELECT ${names(ROW_COLUMNS)} FROM (
    SELECT *, row_number() OVER (PARTITION BY ${key} ORDER BY ${PRECEDENCE}) AS place,
      min(snapshot_time) OVER (PARTITION BY ${key}) AS first_seen_time,
      max(snapshot_time) OVER (PARTITION BY ${key}) AS last_seen_time,
      max(CASE WHEN ${CONNECTED} THEN snapshot_time END) OVER (PARTITION BY ${key}) AS last_connected_time
    FROM (
      ${read(HISTORY_TABLE, history)}
      UNION ALL
      ${read(ACTIVE_TABLE, active)}
    ) AS sightings
  ) AS ranked WHERE place = 1`;
}
