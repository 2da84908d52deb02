// Every saved question has the same rows on every engine.
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine, type EngineOptions } from '../../../cli/engines/open-engine';
import type { Engine } from '../../../cli/engines/engine';
import { startS3, type LocalS3 } from '../../../local/s3/server';
import { askedQueries } from '../../queries/asked';
import { openFixture, writeFixtureArchive } from '../../queries/fixture/fixture';
import { onDuckDb, startAthena, type AthenaStandIn } from './athena-stand-in';

const folder = mkdtempSync(join(tmpdir(), 'same-rows-'));
const archive = join(folder, 'buckets', 'session-archive');
const fetched = { objects: 0 };
const options: EngineOptions = {
  region: 'eu-west-1',
  signal: new AbortController().signal,
  fetchProgress: {
    start: (objects) => {
      fetched.objects += objects;
    },
    fetched: () => undefined,
    stop: () => undefined,
  },
  onAthenaProgress: () => undefined,
};

let s3: LocalS3;
let athena: AthenaStandIn;
let reference: DuckDBConnection;
let engines: Readonly<Record<'folder' | 'bucket' | 'athena', Engine>>;
const before = { ...process.env };

beforeAll(async () => {
  await writeFixtureArchive(archive);
  s3 = await startS3({ folder: join(folder, 'buckets'), buckets: ['session-archive'] });
  reference = await openFixture(archive);
  athena = await startAthena(onDuckDb(reference));
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_ATHENA: athena.url,
    XDG_CACHE_HOME: join(folder, 'cache'),
  });
  engines = {
    folder: await openEngine(archive, options),
    bucket: await openEngine('s3://session-archive', options),
    athena: await openEngine('athena:session_archive', options),
  };
});
afterAll(async () => {
  await Promise.all(Object.values(engines).map((engine) => engine.close()));
  await Promise.all([s3.stop(), athena.stop()]);
  reference.closeSync();
  process.env = before;
  rmSync(folder, { recursive: true });
});

test.each(askedQueries())('$name has the same rows and columns from a folder, a bucket and Athena', async ({ sql }) => {
  const [folderAnswer, bucketAnswer, athenaAnswer] = await Promise.all(
    [engines.folder, engines.bucket, engines.athena].map((engine) => engine.query(sql)),
  );
  expect(folderAnswer?.rows.length).toBeGreaterThan(0);
  expect([bucketAnswer?.columns, athenaAnswer?.columns]).toEqual([folderAnswer?.columns, folderAnswer?.columns]);
  expect(bucketAnswer?.rows).toEqual(folderAnswer?.rows);
  expect(athenaAnswer?.rows).toEqual(folderAnswer?.rows);
});

test('your own SQL has the same rows from all engines, also without rows, with equal column names, and with nulls', async () => {
  const sql = `SELECT start_time, start_date, CAST(NULL AS bigint) AS nothing, session_id, session_id, 1 AS number, true AS flag,
    '' AS empty FROM sessions WHERE target = 'none' OR start_date = '2026-03-10' ORDER BY start_time, session_id`;
  const answers = await Promise.all(Object.values(engines).map((engine) => engine.query(sql)));
  expect(answers[0]?.columns).toContain('session_id:1');
  expect(answers[0]?.rows[0]).toMatchObject({ number: 1, flag: true, nothing: null, empty: '' });
  for (const { columns, rows } of answers)
    expect({ columns, rows }).toEqual({ columns: answers[0]?.columns, rows: answers[0]?.rows });
  const none = await Promise.all(
    Object.values(engines).map((engine) => engine.query("SELECT target FROM sessions WHERE target = 'none'")),
  );
  for (const { columns, rows } of none) expect({ columns, rows }).toEqual({ columns: ['target'], rows: [] });
});

describe('a bucket', () => {
  test('fetches an object once, keeps it readable for its owner alone, and fetches it again if it changes', async () => {
    const sql = "SELECT count(*) AS n FROM history_records WHERE start_date = '2026-03-10'";
    await engines.bucket.query(sql);
    fetched.objects = 0;
    const again = await openEngine('s3://session-archive', options);
    const { rows, remark } = await again.query(sql);
    expect([fetched.objects, rows]).toEqual([0, (await engines.folder.query(sql)).rows]);
    expect(remark).toMatch(/^The question needs \d+ objects, [\d.]+ MiB, of 1 of the archive's \d+ day folders\.$/);
    await again.close();

    const cache = join(folder, 'cache', 'cdk-ssm-session-archive', 'buckets', 'session-archive');
    const files = readdirSync(cache, { recursive: true, withFileTypes: true }).map((entry) =>
      join(entry.parentPath, entry.name),
    );
    expect(files.filter((file) => (statSync(file).mode & 0o077) !== 0)).toEqual([]);
    expect(files.filter((file) => file.endsWith('.partial'))).toEqual([]);

    const [restored = ''] = readdirSync(join(archive, 'history'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.includes('start_date=2026-03-10') && file.endsWith('.gz'),
    );
    utimesSync(join(archive, 'history', restored), 1_700_000_000, 1_700_000_000);
    const later = await openEngine('s3://session-archive', options);
    await later.query(sql);
    expect(fetched.objects).toBe(1);
    await later.close();
  });

  test.each([
    [
      "SELECT count(*) FROM history_records WHERE start_date = '2026-03-10' AND region = 'eu-west-1'",
      /of [1-3] of the/,
    ],
    ["SELECT count(*) FROM manifests WHERE snapshot_date = '2026-03-11'", /of [1-4] of the/],
    ["SELECT count(*) FROM sessions WHERE start_date >= '2027-01-01'", /needs 0 objects/],
  ])('fetches only the days that the SQL asks for: %s', async (sql, remark) => {
    expect((await engines.bucket.query(sql)).remark).toMatch(remark);
  });

  test('fetches all of Active from two days before the first day of the sessions that the SQL asks for', async () => {
    const engine = await openEngine('s3://session-archive', options);
    const before = s3.requests.length;
    await engine.query("SELECT count(*) FROM sessions WHERE start_date BETWEEN '2026-03-20' AND '2026-03-21'");
    await engine.close();
    const days = s3.requests
      .slice(before)
      .flatMap(({ query }) => /^active\/.*snapshot_date=([^/]+)\/$/.exec(query.prefix ?? '')?.[1] ?? []);
    expect([...days].sort()[0]).toBe('2026-03-18');
  });
});

describe('Athena', () => {
  test('runs in the workgroup, with all pages joined and the cost named', async () => {
    athena.requests.length = 0;
    const { rows, remark } = await engines.athena.query('SELECT session_id FROM sessions ORDER BY 1');
    expect(rows.length).toBeGreaterThan(30);
    expect(athena.requests[0]?.input).toMatchObject({
      WorkGroup: 'session_archive',
      QueryExecutionContext: { Database: 'session_archive' },
    });
    expect(athena.requests.filter(({ operation }) => operation === 'GetQueryResults').length).toBeGreaterThan(3);
    expect(remark).toBe('Athena scanned 25.0 MB: about $0.00013 where a terabyte costs $5 (10 MB at the least).');
  });

  test.each([
    'DROP TABLE sessions',
    'INSERT INTO sessions SELECT 1',
    "UNLOAD (SELECT 1) TO 's3://b'",
    '-- SELECT\nDELETE FROM sessions',
    '',
  ])('gets no statement other than a SELECT: %s', async (sql) => {
    athena.requests.length = 0;
    await expect(engines.athena.query(sql)).rejects.toThrow(
      'The SQL is not a SELECT: this command only reads an archive.',
    );
    expect(athena.requests).toEqual([]);
  });

  test('reports the reason of a failed query', async () => {
    await expect(engines.athena.query('SELECT nothing FROM sessions')).rejects.toThrow(
      /Athena's query [-\w]+ FAILED: .*nothing/,
    );
  });
});

describe('SQL can only read the archive', () => {
  test.each([
    ['', 'The SQL has 0 statements: give one SELECT.'],
    ['SELECT 1; SELECT 2', 'The SQL has 2 statements: give one SELECT.'],
    ["COPY (SELECT 1) TO 'stolen.csv'", 'file system operations are disabled'],
    [
      `COPY (SELECT 1) TO '${archive}/planted.csv'`,
      'The SQL is not a SELECT but COPY: this command only reads an archive.',
    ],
    [`ATTACH '${archive}/a.db'`, 'The SQL is not a SELECT but ATTACH'],
    ['SET threads = 1', 'The SQL is not a SELECT but SET'],
    ['DROP VIEW sessions', 'The SQL is not a SELECT but DROP'],
    ['INSTALL httpfs', 'The SQL is not a SELECT but LOAD'],
    ["SELECT * FROM read_text('/etc/hostname')", 'file system operations are disabled'],
    ["SELECT * FROM read_csv('https://example.com/a.csv')", 'disabled'],
  ])('%s', async (sql, message) => {
    await expect(engines.folder.query(sql)).rejects.toThrow(message);
    if (!sql.includes(archive)) await expect(engines.bucket.query(sql)).rejects.toThrow(message);
    expect(readdirSync(archive)).toEqual(['active', 'history', 'manifests']);
  });
});

test.each([
  ['athena:', /The archive 'athena:' is not a folder/],
  ['s3://session-archive/prefix', /give s3:\/\/BUCKET with nothing after the name/],
  [__dirname, /'.*' holds no archive: it has none of history\/v1\/, active\/v1\/, manifests\/v1\//],
])('%s is refused as an archive', async (location, message) => {
  await expect(openEngine(location, options)).rejects.toThrow(message);
});
