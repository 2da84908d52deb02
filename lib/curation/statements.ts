// The SQL of the curation, in Athena's dialect. `{name}` stands for a variable of the state machine. All statements of
// one execution see the archive as of `{until}`, even if a run writes meanwhile.
import { castAll, icebergType, names } from '../catalog/sql';
import type { Column } from '../contract';
import {
  ACTIVE_TABLE,
  CURATED_SESSIONS,
  precedence,
  ROW_COLUMNS,
  SESSION_KEY,
  sessionRows,
  SOURCE_OBJECT,
} from '../catalog/session-rows';
import { CURATED_SNAPSHOTS, MANIFESTS_TABLE, SNAPSHOTS_VIEW } from '../catalog/views/snapshots-view';

const SOURCE: Column = {
  name: 'source_object',
  type: 'string',
  description: 'Key of the manifest',
};
const SNAPSHOT_ROW: readonly Column[] = [...SNAPSHOTS_VIEW.columns, SOURCE];
const SNAPSHOT_KEY = ['account_id', 'region', 'snapshot_date', 'snapshot_id'];

export const sameKey = (key: readonly string[], a: string, b: string) =>
  key.map((column) => `${a}.${column} = ${b}.${column}`).join(' AND ');

/**
 * Athena's Iceberg DDL, which has Hive's reserved words.
 *
 * @param day the day column by whose month the table is partitioned (a statement opens at most 100 partitions); no
 * partitions if undefined
 */
export function createIcebergTable(table: string, columns: readonly Column[], location: string, day?: string): string {
  return `CREATE TABLE IF NOT EXISTS ${table} (
  ${columns.map(({ name, type }) => `\`${name}\` ${type}`).join(',\n  ')})${day === undefined ? '' : `\nPARTITIONED BY (truncate(7, ${day}))`}
LOCATION '${location}${table}/'
TBLPROPERTIES ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd', 'vacuum_max_snapshot_age_seconds' = '604800')`;
}

export const createSessions = (location: string) =>
  createIcebergTable(CURATED_SESSIONS, ROW_COLUMNS, location, 'start_date');
export const createSnapshots = (location: string) =>
  createIcebergTable(CURATED_SNAPSHOTS, SNAPSHOT_ROW, location, 'snapshot_date');

const twoDaysBefore = (day: string) => `CAST(date_add('day', -2, CAST(${day} AS date)) AS varchar)`;
export const quoted = (text: string) => `concat('''', ${text}, '''')`;
export const joined = (text: string, separator: string) =>
  `array_join(array_agg(${text} ORDER BY ${text}), '${separator}')`;

const SCOPE_CONDITION = "concat('account_id = ''', account_id, ''' AND region = ''', region, '''')";

/**
 * Finds the part of the ledger in which there may be new manifests. `since`: two days before the latest curated
 * snapshot, because a snapshot is published up to a day after the time in its id; null before the first curation, and
 * if somebody deleted the curated rows but not the ledger. `unknown`: a condition for the visible scopes without any
 * curated snapshot.
 */
export const knownScopes = (accounts: string, regions: string) => `WITH known AS (
  SELECT account_id, region, max(snapshot_date) AS last_date FROM ${CURATED_SNAPSHOTS}
  WHERE EXISTS (SELECT 1 FROM ${CURATED_SESSIONS})
  GROUP BY account_id, region
),
unknown AS (
  SELECT a.account_id, ${joined(quoted('r.region'), ', ')} AS regions
  FROM UNNEST(split('${accounts}', ',')) AS a(account_id) CROSS JOIN UNNEST(split('${regions}', ',')) AS r(region)
  LEFT JOIN known k ON k.account_id = a.account_id AND k.region = r.region
  WHERE k.last_date IS NULL
  GROUP BY a.account_id
)
SELECT
  (SELECT ${twoDaysBefore('max(last_date)')} FROM known) AS since,
  (SELECT ${joined("concat('(account_id = ''', account_id, ''' AND region IN (', regions, '))')", ' OR ')} FROM unknown) AS unknown`;

/**
 * The day 31 days before the first snapshot: the first snapshot saw sessions that started since then. Null if there is
 * no snapshot.
 */
export const firstDayOf = (
  ledger: string,
) => `SELECT CAST(date_add('day', -31, CAST(min(snapshot_date) AS date)) AS varchar) AS since
FROM ${MANIFESTS_TABLE} WHERE snapshot_date >= '${ledger}' AND finished_time < TIMESTAMP '{until}'`;

/**
 * One row for each month in which a session may have changed. `history`: a condition on the start days of History. It
 * includes the days and scopes of the objects that new manifests name, and the latest days of all scopes, because a run
 * may have written there and died. `days`: the same days, and the start days of the sessions that were open in the
 * month's new snapshots.
 */
export const TOUCHED_MONTHS = `WITH fresh AS (
  SELECT m.account_id, m.region, m.objects
  FROM (SELECT * FROM ${MANIFESTS_TABLE} WHERE ({ledger}) AND finished_time < TIMESTAMP '{until}') m
  LEFT JOIN ${CURATED_SNAPSHOTS} c ON ${sameKey(SNAPSHOT_KEY, 'c', 'm')}
  WHERE c.snapshot_id IS NULL
),
named AS (
  SELECT DISTINCT account_id, region,
    regexp_extract(o.key, '^history/v[0-9]+/account_id=[^/]+/region=[^/]+/start_date=([0-9-]{10})/', 1) AS day
  FROM fresh CROSS JOIN UNNEST(objects) AS o(key, records, bytes, sha256)
),
latest AS (
  SELECT CAST(CAST(day AS date) AS varchar) AS day
  FROM UNNEST(sequence(DATE '{since}', DATE '{today}', INTERVAL '1' DAY)) AS t(day)
),
days_of_scopes AS (
  SELECT substr(day, 1, 7) AS month, account_id, region, ${joined(quoted('day'), ', ')} AS days
  FROM named WHERE day < '{since}' GROUP BY substr(day, 1, 7), account_id, region
),
conditions AS (
  SELECT month, concat('start_date IN (', days, ') AND (', ${joined(SCOPE_CONDITION, ' OR ')}, ')') AS history
  FROM days_of_scopes GROUP BY month, days
  UNION ALL
  SELECT substr(day, 1, 7), concat('start_date IN (', ${joined(quoted('day'), ', ')}, ')') FROM latest GROUP BY substr(day, 1, 7)
),
histories AS (SELECT month, ${joined('history', ' OR ')} AS history FROM conditions GROUP BY month),
days AS (
  SELECT substr(day, 1, 7) AS month, day FROM named WHERE day < '{since}'
  UNION
  SELECT substr(day, 1, 7), day FROM latest
  UNION
  SELECT substr(snapshot_date, 1, 7), start_date FROM ${ACTIVE_TABLE} WHERE ({ledger}) AND observed_time < TIMESTAMP '{until}'
)
SELECT d.month, coalesce(max(h.history), '1 = 0') AS history, ${joined(quoted('d.day'), ', ')} AS days
FROM days d LEFT JOIN histories h ON h.month = d.month
GROUP BY d.month ORDER BY d.month`;

/**
 * The rows of one month, made from the records: History of the touched days, and the open sessions of the month's new
 * snapshots.
 */
const MONTH_ROWS = sessionRows({
  history: "({history}) AND observed_time < TIMESTAMP '{until}' AND snapshot_time >= TIMESTAMP '{oldest}'",
  active:
    "({ledger}) AND snapshot_date BETWEEN '{month}-01' AND '{month}-31' AND observed_time < TIMESTAMP '{until}' AND snapshot_time >= TIMESTAMP '{oldest}'",
});

/** A column of the source, in the type of the Iceberg table. */
export const stored = ({ name, type }: Column) =>
  type.includes('timestamp') ? `CAST(s.${name} AS ${icebergType(type)})` : `s.${name}`;

const NOT_IN_KEY = ROW_COLUMNS.filter(({ name }) => !SESSION_KEY.includes(name));
const SIGHTINGS = ['first_seen_time', 'last_seen_time', 'last_connected_time'];
/** `greatest` is null if one of its arguments is. */
const WIDENED = `first_seen_time = least(t.first_seen_time, s.first_seen_time),
  last_seen_time = greatest(t.last_seen_time, s.last_seen_time),
  last_connected_time = coalesce(greatest(t.last_connected_time, s.last_connected_time), t.last_connected_time, s.last_connected_time)`;
const WIDER = `(s.first_seen_time < t.first_seen_time OR s.last_seen_time > t.last_seen_time
  OR s.last_connected_time IS NOT NULL AND (t.last_connected_time IS NULL OR s.last_connected_time > t.last_connected_time))`;
const COUNTS_MORE = (a: string, b: string) => `${precedence(a)} > ${precedence(b)}`;

/**
 * The record that counts more wins, the first sighting is a minimum, and the last sighting is a maximum (a lattice). So
 * any order, repetition or overlap of merges gives the same rows. Only rows that change are written.
 */
export const MERGE_SESSIONS = `MERGE INTO ${CURATED_SESSIONS} t
USING (
  ${MONTH_ROWS}
) s
ON t.start_date IN ({days}) AND ${sameKey(SESSION_KEY, 't', 's')}
WHEN MATCHED AND ${COUNTS_MORE('s', 't')} THEN UPDATE SET
  ${NOT_IN_KEY.filter(({ name }) => !SIGHTINGS.includes(name))
    .map((column) => `${column.name} = ${stored(column)}`)
    .join(', ')}, ${WIDENED}
WHEN MATCHED AND ${WIDER} THEN UPDATE SET ${WIDENED}
WHEN NOT MATCHED THEN INSERT (${names(ROW_COLUMNS)})
  VALUES (${ROW_COLUMNS.map(stored).join(', ')})`;

/**
 * Counts the curated rows that contradict the records. The curation fails unless the result is 0. Each session must
 * have one curated row. This row must count at least as much as the records, its first and last sighting must be at
 * least as wide, and its columns must match its record. No curated row of a touched day may exist without a record or
 * count more than the records.
 */
export const PROVE_SESSIONS = `WITH said AS (
  ${MONTH_ROWS}
),
curated AS (
  SELECT ${castAll(ROW_COLUMNS)},
    ({history}) AS is_read_whole
  FROM ${CURATED_SESSIONS} WHERE start_date IN ({days})
)
SELECT count(*) AS problems FROM (
  SELECT 1 AS problem FROM said s FULL JOIN curated t ON ${sameKey(SESSION_KEY, 't', 's')}
  WHERE t.session_id IS NULL
    OR t.is_read_whole AND t.session_state = 'History' AND t.observed_time < TIMESTAMP '{until}' AND t.snapshot_time >= TIMESTAMP '{oldest}'
      AND (s.session_id IS NULL OR ${COUNTS_MORE('t', 's')})
    OR s.session_id IS NOT NULL AND (${COUNTS_MORE('s', 't')}
      OR ${WIDER}
      OR t.source_object = s.source_object AND t.observed_time = s.observed_time AND (
        ${NOT_IN_KEY.filter(({ name }) => !SIGHTINGS.includes(name))
          .map(({ name }) => `t.${name} IS DISTINCT FROM s.${name}`)
          .join(' OR ')}))
  UNION ALL
  SELECT 1 FROM curated GROUP BY ${SESSION_KEY.join(', ')} HAVING count(*) > 1
) AS problems`;

/** Runs after the sessions, so that the next execution checks days again whose proof failed. */
export const MERGE_SNAPSHOTS = `MERGE INTO ${CURATED_SNAPSHOTS} t
USING (
  SELECT ${names(SNAPSHOTS_VIEW.columns)}, ${SOURCE_OBJECT} AS source_object
  FROM ${MANIFESTS_TABLE} WHERE ({ledger}) AND finished_time < TIMESTAMP '{until}' AND snapshot_time >= TIMESTAMP '{oldest}'
) s
ON ${sameKey(SNAPSHOT_KEY, 't', 's')}
WHEN NOT MATCHED THEN INSERT (${names(SNAPSHOT_ROW)})
  VALUES (${SNAPSHOT_ROW.map(stored).join(', ')})`;

export const FORGET_SESSIONS = `DELETE FROM ${CURATED_SESSIONS} WHERE last_seen_time < TIMESTAMP '{oldest}'`;
export const FORGET_SNAPSHOTS = `DELETE FROM ${CURATED_SNAPSHOTS} WHERE snapshot_time < TIMESTAMP '{oldest}'`;

export const dropTable = (table: string) => `DROP TABLE IF EXISTS ${table}`;
export const compact = (table: string) => `OPTIMIZE ${table} REWRITE DATA USING BIN_PACK`;
export const vacuum = (table: string) => `VACUUM ${table}`;
