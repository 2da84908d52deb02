// The SELECTs in the statements of docs/siem.md return the events on Trino. Only Athena has UNLOAD itself.
import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { connect, queryRows } from '../../../cli/engines/duckdb/archive';
import type { LoopbackAthena } from '../loopback-athena';
import type { Progress } from '../progress';
import { ICEBERG } from '../servers';

const GUIDE = readFileSync(join(__dirname, '../../../docs/siem.md'), 'utf8');
const DAYS = "start_date BETWEEN '2026-02-01' AND '2026-04-01'";

/**
 * @param archive the folder of the archive's bucket
 * @param bucket the name of the bucket
 */
export async function checkSiemGuide(
  progress: Progress,
  { trino }: LoopbackAthena,
  duckDb: DuckDBConnection,
  { archive, bucket }: { readonly archive: string; readonly bucket: string },
): Promise<void> {
  const [lines = '', lake = ''] = selects();
  await progress.check('the SELECT for lines in docs/siem.md returns the events of its day', async () => {
    const sql = lines.replaceAll('current_date', "DATE '2026-04-02'");
    const { rows } = await trino.query(sql);
    notEqual(rows.length, 0, 'the answer is empty and so proves nothing');
    const expected = await queryRows(duckDb, sql);
    const events = (texts: unknown[]) => texts.map((text) => JSON.stringify(JSON.parse(String(text)))).sort();
    deepEqual(events(rows.map(([event]) => event)), events(expected.map(({ event }) => event)));
    for (const [event] of rows) equal(/[\n\r\u0085\u2028\u2029]/.test(String(event)), false);
    return `${rows.length} events`;
  });
  await progress.check(
    'the SELECT for Parquet in docs/siem.md keeps every member of every event, as OCSF 1.3.0',
    async () => {
      // A temporary folder below the archive's, so that Trino can write there.
      const folder = mkdtempSync(join(archive, 'lake-'));
      try {
        const name = `${ICEBERG}.session_archive.lake`;
        const location = `s3://${bucket}/${basename(folder)}`;
        await trino.query(`CREATE TABLE ${name} WITH (format = 'PARQUET', location = '${location}') AS ${wider(lake)}`);
        const parquet = await connect();
        const rows = await queryRows(
          parquet,
          `SELECT to_json(t) AS event FROM read_parquet('${folder}/**/*.parquet') AS t`,
        );
        parquet.closeSync();
        await trino.query(`DROP TABLE ${name}`);
        const expected = await queryRows(
          duckDb,
          `SELECT event FROM ocsf_authentication WHERE account_id = '111122223333' AND region = 'eu-west-1' AND ${DAYS}`,
        );
        notEqual(rows.length, 0, 'there is no event and so nothing is proven');
        deepEqual(eventsOf(rows), eventsOf(expected));
        return `${rows.length} events`;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
}

/** The SELECT inside each UNLOAD. */
function selects(): string[] {
  return [...GUIDE.matchAll(/^UNLOAD \(\n([^]*?)\n\)\nTO /gm)].map(([, select = '']) => select);
}

/** The SELECT for all days, because the events of one day do not have every member. */
function wider(sql: string): string {
  const all = sql.replace(/event_date = '[\d-]+' AND start_date >= '[\d-]+'/, DAYS);
  notEqual(all, sql, 'docs/siem.md no longer says which day it sends in the words that are known here');
  return all;
}

/** Events as sorted lines, with ordered members and without nulls, for comparison. */
function eventsOf(rows: readonly { readonly event?: unknown }[]): string[] {
  return rows
    .map(({ event }) => {
      const parsed = JSON.parse(String(event).replace('"version":"1.8.0"', '"version":"1.3.0"')) as unknown;
      return JSON.stringify(parsed, (_, value: unknown) => (isObject(value) ? inOrder(value) : value));
    })
    .sort();
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inOrder(value: object): object {
  const members = Object.entries(value)
    .filter(([, member]) => member !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members);
}
