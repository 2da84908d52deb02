// The archive in DuckDB under the names that the Glue catalog gives it, so that the saved queries run as they are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import {
  ACTIVE_PREFIX,
  ACTIVE_RECORD_KEYS,
  HISTORY_PARTITIONS,
  HISTORY_PREFIX,
  MANIFEST_KEYS,
  MANIFESTS_PREFIX,
  RECORD_KEYS,
  SNAPSHOT_PARTITIONS,
  type Column,
} from '../lib/contract';
import { ACTIVE_TABLE, HISTORY_TABLE } from '../lib/catalog/session-rows';
import { SESSIONS_VIEW } from '../lib/catalog/sessions-view';
import { MANIFESTS_TABLE, SNAPSHOTS_VIEW } from '../lib/catalog/snapshots-view';

const DIALECT = readFileSync(join(__dirname, 'trino-for-duckdb.sql'), 'utf8');

/**
 * Opens an archive that lies in a folder, as a bucket's objects under their keys, with the tables and views that the catalog has. A
 * line that is no JSON or does not fit its columns makes a query fail.
 *
 * @param folder the folder that holds `history/`, `active/` and `manifests/`
 * @param views the views, by default as the catalog has them
 */
export async function openArchive(folder: string, views = VIEWS): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(DIALECT);
  for (const { name, prefix, keys, partitions } of TABLES) {
    const files = join(folder, prefix, '*', '*', '*', prefix === MANIFESTS_PREFIX ? '*.json' : '*.ndjson.gz');
    const isThere = (await connection.runAndReadAll(`FROM glob(${quoted(files)}) LIMIT 1`)).currentRowCount > 0;
    await connection.run(
      `CREATE VIEW ${name} AS ${isThere ? lines(files, keys, partitions) : nothing(keys, partitions)}`,
    );
  }
  for (const { name, sql } of views) await connection.run(`CREATE VIEW ${name} AS ${sql}`);
  return connection;
}

const VIEWS = [SESSIONS_VIEW, SNAPSHOTS_VIEW].map(({ name, sql }) => ({ name, sql: sql() }));

const TABLES = [
  { name: HISTORY_TABLE, prefix: HISTORY_PREFIX, keys: RECORD_KEYS, partitions: HISTORY_PARTITIONS },
  { name: ACTIVE_TABLE, prefix: ACTIVE_PREFIX, keys: ACTIVE_RECORD_KEYS, partitions: SNAPSHOT_PARTITIONS },
  { name: MANIFESTS_TABLE, prefix: MANIFESTS_PREFIX, keys: MANIFEST_KEYS, partitions: SNAPSHOT_PARTITIONS },
];

/** The key of the object that a line comes from, as Athena and Trino call it. */
const PATH = '$path';

/** The account and Region in the path are authoritative, so those in the lines are not read. */
function lines(files: string, keys: readonly Column[], partitions: readonly Column[]): string {
  const columns = keys.filter(({ name }) => !partitions.some((partition) => partition.name === name));
  return `SELECT * FROM read_json(${quoted(files)}, format = 'newline_delimited', hive_partitioning = true, filename = ${quoted(PATH)},
    columns = {${columns.map(({ name, type }) => `${name}: ${quoted(duckDbType(type))}`).join(', ')}},
    hive_types = {${partitions.map(({ name, type }) => `${name}: ${duckDbType(type)}`).join(', ')}})`;
}

/** An empty table: DuckDB refuses a pattern that matches no file, and an archive may have had nothing open yet. */
function nothing(keys: readonly Column[], partitions: readonly Column[]): string {
  const types = new Map([...keys, ...partitions].map(({ name, type }) => [name, duckDbType(type)]));
  const columns = [...types, [PATH, 'VARCHAR']].map(([name, type]) => `CAST(NULL AS ${type}) AS "${name}"`);
  return `SELECT ${columns.join(', ')} WHERE false`;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The DuckDB spelling of a Hive type: `array<struct<a:int>>` is `STRUCT("a" INTEGER)[]`. */
function duckDbType(hive: string): string {
  const element = /^array<(.*)>$/.exec(hive)?.[1];
  if (element !== undefined) return `${duckDbType(element)}[]`;
  const fields = /^struct<(.*)>$/.exec(hive)?.[1];
  if (fields !== undefined) {
    const members = fields.split(',').map((field) => field.split(':') as [string, string]);
    return `STRUCT(${members.map(([name, type]) => `"${name}" ${duckDbType(type)}`).join(', ')})`;
  }
  const type = SCALAR_TYPES.get(hive);
  if (type === undefined) throw new Error(`No DuckDB type is known for the Hive type '${hive}'`);
  return type;
}

const SCALAR_TYPES = new Map([
  ['string', 'VARCHAR'],
  ['int', 'INTEGER'],
  ['bigint', 'BIGINT'],
  ['timestamp', 'TIMESTAMP'],
]);

/** A value as JSON has it; a timestamp as `yyyy-MM-dd HH:mm:ss.SSS`. */
export type Value = string | number | boolean | null;

/** Runs a query whose columns are scalars and reads its rows. */
export async function queryRows(connection: DuckDBConnection, sql: string): Promise<Record<string, Value>[]> {
  const result = await connection.runAndReadAll(sql);
  return result
    .getRowObjectsJS()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toValue(name, value)])));
}

function toValue(column: string, value: unknown): Value {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString().replace('T', ' ').slice(0, -1);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Value;
  throw new Error(`Column ${column} holds a value that is no scalar: ${typeof value}`);
}
