import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows } from '../../local/duckdb';
import { askedQueries } from './asked';
import { expectedRows } from './expected';
import { openFixture, writeFixtureArchive } from './fixture';

const folder = mkdtempSync(join(tmpdir(), 'session-archive-'));
let archive: DuckDBConnection;

beforeAll(async () => {
  await writeFixtureArchive(folder);
  archive = await openFixture(folder);
});

afterAll(() => {
  archive.closeSync();
  rmSync(folder, { recursive: true });
});

test.each(askedQueries())('$name gives the rows that were worked out the second way', async ({ name, sql }) => {
  const expected = expectedRows(name);
  expect(expected).not.toHaveLength(0);
  expect(await queryRows(archive, sql)).toEqual(expected);
});
