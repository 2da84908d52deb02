// The archive in DuckDB under the names that the Glue catalog gives it, so that the saved queries run as they are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import {
  MANIFEST_KEYS,
  MANIFEST_PARTITIONS,
  RECORD_KEYS,
  RECORD_PARTITIONS,
  SCHEMA_VERSION,
  type Column,
} from '../lib/contract';
import { sessionsSql } from '../lib/catalog/sessions-view';

const DIALECT = readFileSync(join(__dirname, 'trino-for-duckdb.sql'), 'utf8');

/**
 * Opens an archive that lies in a folder, as a bucket's objects under their keys, with `session_records`, `snapshots` and
 * `sessions`. A line that is no JSON or does not fit its columns makes a query fail.
 *
 * @param folder the folder that holds `sessions/` and `manifests/`; each must hold at least one object
 * @param viewSql the SQL of the view `sessions`
 */
export async function openArchive(folder: string, viewSql = sessionsSql()): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(DIALECT);
  const records = join(folder, 'sessions', `v${SCHEMA_VERSION}`, '*', '*', '*', '*.ndjson.gz');
  const manifests = join(folder, 'manifests', `v${SCHEMA_VERSION}`, '*', '*', '*', '*.json');
  await connection.run(`CREATE VIEW session_records AS ${readLines(records, RECORD_KEYS, RECORD_PARTITIONS)}`);
  await connection.run(`CREATE VIEW snapshots AS ${readLines(manifests, MANIFEST_KEYS, MANIFEST_PARTITIONS)}`);
  await connection.run(`CREATE VIEW sessions AS ${viewSql}`);
  return connection;
}

/** The account and Region in the path are authoritative, so those in the lines are not read. */
function readLines(files: string, keys: readonly Column[], partitions: readonly Column[]): string {
  const columns = keys.filter(({ name }) => !partitions.some((partition) => partition.name === name));
  return `SELECT * FROM read_json(${quoted(files)}, format = 'newline_delimited', hive_partitioning = true,
    columns = {${columns.map(({ name, type }) => `${name}: ${quoted(duckDbType(type))}`).join(', ')}},
    hive_types = {${partitions.map(({ name, type }) => `${name}: ${duckDbType(type)}`).join(', ')}})`;
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
