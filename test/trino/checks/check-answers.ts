// Trino returns the same rows as DuckDB, and the expected rows that the tests compute without the archive, if there are
// any.
import { deepEqual, notEqual } from 'node:assert/strict';
import { AthenaClient } from '@aws-sdk/client-athena';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ALIBABA_CONNECTIONS_VIEW } from '../../../lib/catalog/views/alibaba-connections-view';
import { OCSF_VIEW } from '../../../lib/catalog/views/ocsf-view';
import { SESSIONS_VIEW } from '../../../lib/catalog/views/sessions-view';
import { SNAPSHOTS_VIEW } from '../../../lib/catalog/views/snapshots-view';
import { ACTIVE_RECORD_KEYS, HISTORY_PARTITIONS, RECORD_KEYS, SNAPSHOT_PARTITIONS } from '../../../lib/contract';
import { queryRows } from '../../../cli/engines/duckdb/archive';
import { openAthena } from '../../../cli/engines/athena/engine';
import { startAthena } from '../../cli/engines/athena-stand-in';
import { mapLimited } from '../../map-limited';
import { expectedRows } from '../../queries/expected/expected';
import type { LoopbackAthena } from '../loopback-athena';
import type { Progress } from '../progress';
import type { S3Request } from '../requests';
import { CREDENTIALS } from '../servers';
import type { Answer, Trino } from '../trino';

/** A saved query: the name of its file, and its SQL from the template. */
export interface SavedQuery {
  readonly name: string;
  readonly sql: string;
}

/** A saved query with Trino's answer and Trino's requests to S3. */
export interface QueryRun extends SavedQuery {
  readonly answer: Answer;
  readonly requests: readonly S3Request[];
}

/**
 * Tables and views with their day column and their columns. The columns are listed because `SELECT *` has one more in
 * DuckDB.
 */
const TABLES = [
  { name: 'history_records', day: 'start_date', columns: [...HISTORY_PARTITIONS, ...RECORD_KEYS] },
  { name: 'active_records', day: 'snapshot_date', columns: [...SNAPSHOT_PARTITIONS, ...ACTIVE_RECORD_KEYS] },
  { name: 'sessions', day: 'start_date', columns: SESSIONS_VIEW.columns },
  { name: 'ocsf_authentication', day: 'start_date', columns: OCSF_VIEW.columns },
  { name: 'alibaba_connections', day: 'start_date', columns: ALIBABA_CONNECTIONS_VIEW.columns },
  {
    name: 'snapshots',
    day: 'snapshot_date',
    columns: SNAPSHOTS_VIEW.columns.filter(({ type }) => !/^(?:array|struct)/.test(type)),
  },
];

/** Compares every row of the tables and the views. */
export async function checkTables(progress: Progress, trino: Trino, duckDb: DuckDBConnection): Promise<void> {
  for (const { name, day, columns } of TABLES)
    await progress.check(`${name}: every row as in DuckDB`, async () => {
      // No session started later. Without the filter, Trino lists every day up to now.
      const all = [...new Set(columns.map((column) => column.name))].join(', ');
      const sql = `SELECT ${all} FROM ${name} WHERE ${day} < '2026-05-01'`;
      const rows = toObjects(await trino.query(sql));
      deepEqual(sorted(rows), sorted(await queryRows(duckDb, sql)));
      return `${rows.length} rows`;
    });
}

/** Compares the answer to every saved query. Returns the queries that Trino answered. */
export async function checkAnswers(
  progress: Progress,
  { trino, s3Requests }: LoopbackAthena,
  duckDb: DuckDBConnection,
  queries: readonly SavedQuery[],
): Promise<QueryRun[]> {
  const runs: QueryRun[] = [];
  for (const { name, sql } of queries)
    await progress.check(
      `${name}: the same rows from Trino, DuckDB, the expected answers, and ask with Athena`,
      async () => {
        const { result: answer, requests } = await s3Requests.during(() => trino.query(sql));
        runs.push({ name, sql, answer, requests });
        const rows = toObjects(answer);
        deepEqual(await askedThroughAthena(answer), rows);
        notEqual(rows.length, 0, 'the answer is empty and so proves nothing');
        deepEqual(rows, expectedRows(name));
        deepEqual(rows, await queryRows(duckDb, sql));
        return `${rows.length} rows`;
      },
    );
  return runs;
}

/** The rows of the command line's engine, if Athena returns Trino's answer. */
async function askedThroughAthena(answer: Answer): Promise<readonly object[]> {
  const athena = await startAthena(() => Promise.resolve(answer));
  const client = new AthenaClient({ endpoint: athena.url, region: 'eu-west-1', credentials: CREDENTIALS });
  const engine = openAthena(client, {
    workGroup: 'session_archive',
    database: 'session_archive',
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const { rows } = await engine.query('SELECT 1');
  await Promise.all([engine.close(), athena.stop()]);
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, comparable(value)])));
}

/** Queries on Trino at once. Half of their time is waiting for the catalog and for S3. */
export const AT_ONCE = 3;

/** Compares the answers of Trino and DuckDB for an archive without expected answers. */
export async function checkAgreement(
  progress: Progress,
  trino: Trino,
  duckDb: DuckDBConnection,
  queries: readonly SavedQuery[],
  what = 'every saved query',
): Promise<void> {
  await progress.check(`${what}: as in DuckDB`, async () => {
    const counts = await mapLimited(queries, AT_ONCE, async ({ name, sql }) => {
      const rows = toObjects(await trino.query(sql));
      deepEqual({ [name]: rows }, { [name]: await queryRows(duckDb, sql) });
      return rows.length;
    });
    return `${counts.reduce((sum, count) => sum + count, 0)} rows`;
  });
}

export function toObjects({ columns, rows }: Answer): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, comparable(row[index])])));
}

/** Parses the events, because engines escape characters of JSON differently. */
function withoutEscapes(row: Record<string, unknown>): Record<string, unknown> {
  return typeof row.event === 'string' ? { ...row, event: JSON.parse(row.event) as unknown } : row;
}

/** Removes a byte order mark at the start of a text: DuckDB reads it, but its client for Node.js drops it. */
function comparable(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^\uFEFF/, '') : value;
}

/** Rows as sorted lines, for comparison without an order. */
function sorted(rows: readonly Record<string, unknown>[]): string[] {
  return rows
    .map((row) => JSON.stringify(Object.entries(withoutEscapes(row)).sort(([a], [b]) => (a < b ? -1 : 1))))
    .sort();
}
