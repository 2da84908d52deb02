// Trino gives the rows that DuckDB gives and, where they are known, those found the second way.
import { deepEqual, notEqual } from 'node:assert/strict';
import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows } from '../../local/duckdb';
import { expectedRows } from '../queries/expected';
import type { LoopbackAthena } from './loopback-athena';
import type { Progress } from './progress';
import type { S3Request } from './requests';
import type { Answer, Trino } from './trino';

/** A saved query: the name of its file, and its text from the template. */
export interface SavedQuery {
  readonly name: string;
  readonly sql: string;
}

/** A saved query, how Trino answered it, and what it asked S3 for. */
export interface QueryRun extends SavedQuery {
  readonly answer: Answer;
  readonly requests: readonly S3Request[];
}

/** Compares every row of the table of records and of the view. */
export async function checkTables(progress: Progress, trino: Trino, duckDb: DuckDBConnection): Promise<void> {
  for (const table of ['history_records', 'active_records', 'manifests', 'sessions', 'snapshots'])
    await progress.check(`${table}: every row as in DuckDB`, async () => {
      // No session started later; without the filter, Trino looks into every day up to now.
      const sql = `SELECT * FROM ${table} WHERE start_date < '2026-05-01'`;
      const rows = toObjects(await trino.query(sql));
      deepEqual(sorted(rows), sorted(await queryRows(duckDb, sql)));
      return `${rows.length} rows`;
    });
}

/** Compares the answer to every saved query. Returns the runs of those that Trino answered. */
export async function checkAnswers(
  progress: Progress,
  { trino, s3Requests }: LoopbackAthena,
  duckDb: DuckDBConnection,
  queries: readonly SavedQuery[],
): Promise<QueryRun[]> {
  const runs: QueryRun[] = [];
  for (const { name, sql } of queries)
    await progress.check(`${name}: as in DuckDB and as found the second way`, async () => {
      const { result: answer, requests } = await s3Requests.during(() => trino.query(sql));
      runs.push({ name, sql, answer, requests });
      const rows = toObjects(answer);
      notEqual(rows.length, 0, 'the answer is empty and so proves nothing');
      deepEqual(rows, expectedRows(name));
      deepEqual(rows, await queryRows(duckDb, sql));
      return `${rows.length} rows`;
    });
  return runs;
}

/** Compares the answer to every saved query over an archive whose answers nobody worked out. */
export async function checkAgreement(
  progress: Progress,
  trino: Trino,
  duckDb: DuckDBConnection,
  queries: readonly SavedQuery[],
): Promise<void> {
  await progress.check('every saved query: as in DuckDB', async () => {
    let count = 0;
    for (const { name, sql } of queries) {
      const rows = toObjects(await trino.query(sql));
      deepEqual({ [name]: rows }, { [name]: await queryRows(duckDb, sql) });
      count += rows.length;
    }
    return `${count} rows`;
  });
}

function toObjects({ columns, rows }: Answer): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, comparable(row[index])])));
}

/** DuckDB's client for Node drops a byte order mark at the start of a text; DuckDB itself has read it. */
function comparable(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^\uFEFF/, '') : value;
}

/** Rows whose order means nothing, as lines that compare. */
function sorted(rows: readonly Record<string, unknown>[]): string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();
}
