// Opens an archive in DuckDB under the names of the Glue catalog, so that the saved queries run unchanged.
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
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
import { ALIBABA_CONNECTIONS_VIEW } from '../../../lib/catalog/views/alibaba-connections-view';
import { OCSF_VIEW } from '../../../lib/catalog/views/ocsf-view';
import { ACTIVE_TABLE, HISTORY_TABLE } from '../../../lib/catalog/session-rows';
import { SESSIONS_VIEW } from '../../../lib/catalog/views/sessions-view';
import { MANIFESTS_TABLE, SNAPSHOTS_VIEW } from '../../../lib/catalog/views/snapshots-view';
import { distinct, type Answer, type Row, type Value } from '../engine';
import { DIALECT } from './dialect';
import { loadDuckDb } from './load';

/** The files of each table: paths or glob patterns. */
export type Sources = Readonly<Record<ArchivePrefix, readonly string[]>>;

/** All files of an archive in a folder: each object is a file under its key. */
export function allOf(folder: string): Sources {
  const pattern = (prefix: ArchivePrefix) =>
    join(folder, prefix, '*', '*', '*', prefix === MANIFESTS_PREFIX ? '*.json' : '*.ndjson.gz');
  return Object.fromEntries(ARCHIVE_PREFIXES.map((prefix) => [prefix, [pattern(prefix)]])) as unknown as Sources;
}

/**
 * Opens an archive with the catalog's tables and views. A line that is not JSON or does not fit its columns makes a query fail.
 *
 * @param sources the files; a table may have none
 * @param views the views, by default the catalog's
 */
export async function openArchive(sources: Sources, views = VIEWS): Promise<DuckDBConnection> {
  const connection = await connect();
  await createTables(connection, sources);
  for (const { name, sql } of views) await connection.run(`CREATE VIEW ${name} AS ${sql}`);
  return connection;
}

/** Opens an empty DuckDB in this process that understands Athena's SQL. */
export async function connect(): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await loadDuckDb();
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(DIALECT);
  return connection;
}

/** Creates or replaces the tables over these files. */
export async function createTables(connection: DuckDBConnection, sources: Sources): Promise<void> {
  for (const { name, prefix } of TABLES) {
    const sql = await tableOf(connection, prefix, sources[prefix]);
    await connection.run(`CREATE OR REPLACE VIEW ${name} AS ${sql}`);
  }
}

/** The SELECT that reads a table's files. DuckDB has several functions that read lines of JSON in the same way. */
export async function tableOf(
  connection: DuckDBConnection,
  prefix: ArchivePrefix,
  files: readonly string[],
  reader = 'read_json',
): Promise<string> {
  const { keys, partitions } = TABLES.find((table) => table.prefix === prefix) ?? TABLES[0];
  const all = list(files);
  const isThere = files.length > 0 && (await connection.runAndReadAll(`FROM glob(${all}) LIMIT 1`)).currentRowCount > 0;
  return isThere ? lines(all, keys, partitions, reader) : nothing(keys, partitions);
}

/** In this order, because a view may read one before it. */
export const VIEWS = [SESSIONS_VIEW, SNAPSHOTS_VIEW, OCSF_VIEW, ALIBABA_CONNECTIONS_VIEW].map(({ name, sql }) => ({
  name,
  sql: sql(),
}));

const TABLES = [
  { name: HISTORY_TABLE, prefix: HISTORY_PREFIX, keys: RECORD_KEYS, partitions: HISTORY_PARTITIONS },
  { name: ACTIVE_TABLE, prefix: ACTIVE_PREFIX, keys: ACTIVE_RECORD_KEYS, partitions: SNAPSHOT_PARTITIONS },
  { name: MANIFESTS_TABLE, prefix: MANIFESTS_PREFIX, keys: MANIFEST_KEYS, partitions: SNAPSHOT_PARTITIONS },
] as const;

/** Athena's and Trino's name for the object that a line comes from. */
const PATH = '$path';

/** The account and Region in the path are authoritative, so the query ignores those in the lines. */
function lines(files: string, keys: readonly Column[], partitions: readonly Column[], reader: string): string {
  const columns = keys.filter(({ name }) => !partitions.some((partition) => partition.name === name));
  return `SELECT * FROM ${reader}(${files}, format = 'newline_delimited', hive_partitioning = true, filename = ${quoted(PATH)},
    columns = {${columns.map(({ name, type }) => `${name}: ${quoted(duckDbType(type))}`).join(', ')}},
    hive_types = {${partitions.map(({ name, type }) => `${name}: ${duckDbType(type)}`).join(', ')}})`;
}

/** An empty table: DuckDB rejects a pattern that matches no file, and an archive may not have seen an open session yet. */
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
  if (type === undefined) throw new Error(`DuckDB's type is unknown for the Hive type '${hive}'`);
  return type;
}

const SCALAR_TYPES = new Map([
  ['string', 'VARCHAR'],
  ['int', 'INTEGER'],
  ['bigint', 'BIGINT'],
  ['timestamp', 'TIMESTAMP'],
]);

/** Runs a query and reads its rows. */
export async function queryRows(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  return [...(await ask(connection, sql)).rows];
}

export async function ask(connection: DuckDBConnection, sql: string): Promise<Pick<Answer, 'columns' | 'rows'>> {
  const result = await connection.runAndReadAll(sql);
  const { columns, toRow } = shapeOf(result);
  return { columns, rows: result.getRowsJS().map(toRow) };
}

/** DuckDB produces the rows on demand. Until the last one, the connection cannot answer another query. */
export async function* askInParts(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<Pick<Answer, 'columns' | 'rows'>> {
  const result = await connection.stream(sql);
  const { columns, toRow } = shapeOf(result);
  yield { columns, rows: [] };
  for await (const rows of result.yieldRowsJs()) yield { columns, rows: rows.map(toRow) };
}

function shapeOf(result: Pick<DuckDBResult, 'columnNames' | 'columnTypes'>) {
  const columns = distinct(result.columnNames());
  const isDay = result.columnTypes().map((type) => type.toString() === 'DATE');
  const toRow = (values: readonly unknown[]): Row =>
    Object.fromEntries(values.map((value, i) => [columns[i] ?? '', toValue(value, isDay[i] ?? false)]));
  return { columns, toRow };
}

function toValue(value: unknown, isDay: boolean): Value {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return formatTime(value).slice(0, isDay ? 10 : undefined);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Value;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
}

function formatTime(time: Date): string {
  return time.toISOString().replace('T', ' ').slice(0, -1);
}
