// The archive in DuckDB under the names that the Glue catalog gives it, so that the saved queries run as they are.
import type { DuckDBConnection } from '@duckdb/node-api';
import { join } from 'node:path';
import {
  ACTIVE_PREFIX,
  ACTIVE_RECORD_KEYS,
  ARCHIVE_PREFIXES,
  HISTORY_PARTITIONS,
  HISTORY_PREFIX,
  MANIFEST_KEYS,
  MANIFESTS_PREFIX,
  RECORD_KEYS,
  SNAPSHOT_PARTITIONS,
  type ArchivePrefix,
  type Column,
} from '../../../lib/contract';
import { ACTIVE_TABLE, HISTORY_TABLE } from '../../../lib/catalog/session-rows';
import { SESSIONS_VIEW } from '../../../lib/catalog/sessions-view';
import { MANIFESTS_TABLE, SNAPSHOTS_VIEW } from '../../../lib/catalog/snapshots-view';
import type { Answer, Row, Value } from '../engine';
import { DIALECT } from './dialect';
import { loadDuckDb } from './load';

/** The files of each table: paths, or patterns of paths. */
export type Sources = Readonly<Record<ArchivePrefix, readonly string[]>>;

/** Every object of an archive that lies in a folder, as a bucket's objects under their keys. */
export function allOf(folder: string): Sources {
  const pattern = (prefix: ArchivePrefix) =>
    join(folder, prefix, '*', '*', '*', prefix === MANIFESTS_PREFIX ? '*.json' : '*.ndjson.gz');
  return Object.fromEntries(ARCHIVE_PREFIXES.map((prefix) => [prefix, [pattern(prefix)]])) as unknown as Sources;
}

/**
 * Opens an archive with the tables and views that the catalog has. A line that is no JSON or does not fit its columns makes a query fail.
 *
 * @param sources the files; those of one table may be none
 * @param views the views, by default as the catalog has them
 */
export async function openArchive(sources: Sources, views = VIEWS): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await loadDuckDb();
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(DIALECT);
  for (const { name, prefix, keys, partitions } of TABLES) {
    const files = list(sources[prefix]);
    const isThere =
      sources[prefix].length > 0 && (await connection.runAndReadAll(`FROM glob(${files}) LIMIT 1`)).currentRowCount > 0;
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
] as const;

/** The key of the object that a line comes from, as Athena and Trino call it. */
const PATH = '$path';

/** The account and Region in the path are authoritative, so those in the lines are not read. */
function lines(files: string, keys: readonly Column[], partitions: readonly Column[]): string {
  const columns = keys.filter(({ name }) => !partitions.some((partition) => partition.name === name));
  return `SELECT * FROM read_json(${files}, format = 'newline_delimited', hive_partitioning = true, filename = ${quoted(PATH)},
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
const list = (texts: readonly string[]) => `[${texts.map(quoted).join(', ')}]`;

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

/** Runs a query whose columns are scalars and reads its rows. */
export async function queryRows(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  return [...(await ask(connection, sql)).rows];
}

export async function ask(connection: DuckDBConnection, sql: string): Promise<Answer> {
  const result = await connection.runAndReadAll(sql);
  const rows = result
    .getRowObjectsJS()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toValue(name, value)])));
  return { columns: result.columnNames(), rows };
}

function toValue(column: string, value: unknown): Value {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString().replace('T', ' ').slice(0, -1);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Value;
  throw new Error(`Column ${column} holds a value that is no scalar: ${typeof value}`);
}
