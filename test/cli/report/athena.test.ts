// A report with Athena says the same as a report with DuckDB.
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFixture, writeFixtureArchive } from '../../queries/fixture/fixture';
import { onDuckDb, startAthena, type AthenaStandIn } from '../engines/athena-stand-in';
import { runCli } from '../run-cli';

const folder = mkdtempSync(join(tmpdir(), 'report-athena-'));
let archive: DuckDBConnection;
let athena: AthenaStandIn;
beforeAll(async () => {
  await writeFixtureArchive(join(folder, 'archive'));
  archive = await openFixture(join(folder, 'archive'));
  athena = await startAthena(onDuckDb(archive));
});
afterAll(async () => {
  await athena.stop();
  archive.closeSync();
  rmSync(folder, { recursive: true });
});

async function report(...args: string[]): Promise<Record<string, unknown>> {
  const env = { AWS_ENDPOINT_URL_ATHENA: athena.url, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
  const period = ['--from', '2026-03-01', '--to', '2026-03-31'];
  const { status, out, err } = await runCli(['report', 'archive', ...period, '--json', ...args], { cwd: folder, env });
  expect({ status, err }).toEqual({ status: 0, err: expect.any(String) as string });
  return JSON.parse(out) as Record<string, unknown>;
}

test('a report has the same verdict, figures and findings with Athena and with DuckDB', async () => {
  const withDuckDb = await report('-o', 'duckdb.html');
  const withAthena = await report('-o', 'athena.html', '--athena', 'session_archive', '--region', 'eu-west-1');
  expect(withAthena.figures).toEqual(withDuckDb.figures);
  expect(withAthena.findings).toEqual(withDuckDb.findings);
  expect(withAthena.verdict).toEqual(withDuckDb.verdict);
  expect(athena.requests.filter(({ operation }) => operation === 'StartQueryExecution').length).toBeGreaterThan(15);
});
