// What a row of one session is made of. Written once, for the view, the MERGE, the proof and DuckDB.
import { HISTORY_PARTITIONS, RECORD_KEYS, type Column } from '../contract';
import { names } from './sql';

/** Names of the tables over the records, and of what is made from them. */
export const HISTORY_TABLE = 'history_records';
export const ACTIVE_TABLE = 'active_records';
export const CURATED_SESSIONS = 'curated_sessions';

const isPartition = (column: Column) => HISTORY_PARTITIONS.some(({ name }) => name === column.name);

/** The record that counts for a session, column by column. */
const RECORDED: readonly Column[] = [...HISTORY_PARTITIONS, ...RECORD_KEYS.filter((column) => !isPartition(column))];

/** What all sightings of a session together tell, and where the record that counts lies. */
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
      'Scheduled time of the last snapshot that saw the session open and not disconnected, UTC: until then at least it may have been in use',
  },
  {
    name: 'source_object',
    type: 'string',
    description: 'Key of the object that holds the record; the manifest that lists it has its SHA-256',
  },
];

/** The columns of a row, as the curated table holds them. */
export const ROW_COLUMNS: readonly Column[] = [...RECORDED, ...SIGHTED];

/** One row for each of these. All are partition columns or follow from them, so that filters on them reach the files. */
export const SESSION_KEY: readonly string[] = ['account_id', 'region', 'start_date', 'session_id'];

/** The key of the object that a line comes from, whatever bucket or folder it lies in. */
export const SOURCE_OBJECT = `regexp_extract("$path", '(?:history|active|manifests)/v[0-9]+/.*$', 0)`;

/**
 * What comes first counts for a session: History before Active, then what was seen last. A total order, so that every engine and
 * every repetition picks the same record.
 */
const PRECEDENCE = `CASE session_state WHEN 'History' THEN 0 ELSE 1 END, snapshot_time DESC, observed_time DESC,
      end_time DESC NULLS LAST, source_object DESC`;

/** The same order as a text that compares: the greater one counts. A space sorts before whatever else stands in a time. */
export function precedence(of: string): string {
  const time = (column: string) => `coalesce(CAST(CAST(${of}.${column} AS timestamp(3)) AS varchar), '')`;
  return `concat(CASE ${of}.session_state WHEN 'History' THEN '1' ELSE '0' END, ' ', ${time('snapshot_time')}, ' ', ${time('observed_time')}, ' ', ${time('end_time')}, ' ', ${of}.source_object)`;
}

/** Conditions on the columns of the two tables of records; without one, all of it is read. */
export interface Sightings {
  readonly history?: string;
  readonly active?: string;
}

const CONNECTED =
  "session_state = 'Active' AND coalesce(status, 'Connected') NOT IN ('Disconnected', 'Terminating', 'Terminated', 'Failed')";

/**
 * One row per session out of the records. A record without a session_id has no row: nothing tells whether two of them are the same
 * session. The records hold it, and the question about completeness counts it.
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
