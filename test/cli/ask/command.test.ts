// The built command `ask`: its exit status and its output.
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSavedQueries } from '../../../lib/queries/saved-query';
import { writeFixtureArchive } from '../../queries/fixture/fixture';
import { startAthena, type AthenaStandIn } from '../engines/athena-stand-in';
import { runCli } from '../run-cli';

const ROOT = join(__dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'ask-'));
const archive = join(folder, 'archive');
const MARCH = ['--from', '2026-03-01', '--to', '2026-03-31'];
const ask = (...args: string[]) => runCli(['ask', ...args], { cwd: folder });

beforeAll(() => writeFixtureArchive(archive));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('lists every saved question', async () => {
  const { status, out, err } = await ask('--list');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  for (const { name, title } of readSavedQueries())
    expect(out).toMatch(new RegExp(`│ ${name} +│ ${title.slice(0, 30)}`));
});

test('answers a saved question with its parameters, as a table, JSON or CSV, with options in any place', async () => {
  const question = ['top-targets', ...MARCH];
  const [table, json, csv, before] = await Promise.all([
    ask(archive, ...question),
    ask(archive, ...question, '--json'),
    ask(archive, '--output', 'csv', ...question),
    ask('--output', 'csv', archive, ...question),
  ]);
  const rows = JSON.parse(json.out) as { target: string; sessions: number }[];
  expect(rows[0]).toEqual({
    target: 'i-0a1b2c3d4e5f60718',
    sessions: 23,
    people: 7,
    sessions_without_person: 2,
    minutes: 874,
    last_start_time: '2026-03-31 23:59:59.999',
  });
  expect(table.out).toMatch(/│ i-0a1b2c3d4e5f60718 +│ +23 │/);
  expect(csv.out.split('\n')[1]).toBe('i-0a1b2c3d4e5f60718,23,7,2,874,2026-03-31 23:59:59.999');
  expect(csv.out.trimEnd().split('\n')).toHaveLength(rows.length + 1);
  expect(before).toEqual(csv);
  expect([table, json, csv].map(({ status, err }) => [status, err])).toEqual([0, 0, 0].map((status) => [status, '']));
});

test('answers SQL, a file with SQL, and a file that declares parameters', async () => {
  const file = join(folder, 'mine.sql');
  writeFileSync(
    file,
    `-- parameter day (date): the day that is asked about
SELECT count(*) AS n FROM sessions WHERE start_date = date_format(/*day:*/ current_date /*:day*/, '%Y-%m-%d')`,
  );
  const sql = "SELECT count(*) AS n FROM sessions WHERE start_date = '2026-03-10'";
  const answers = await Promise.all([ask(archive, sql, '--json'), ask(archive, file, '--day', '2026-03-10', '--json')]);
  expect(answers[0].out).toMatch(/"n": [1-9]/);
  expect(answers[1]).toEqual(answers[0]);
});

test('a question without rows is no error', async () => {
  expect(await ask(archive, 'failed-sessions', '--from', '2020-01-01', '--to', '2020-01-31')).toEqual({
    status: 0,
    out: 'No rows.\n',
    err: '',
  });
});

test('--help after a question shows its parameters', async () => {
  const { status, out } = await ask(archive, 'long-sessions', '--help');
  expect(status).toBe(0);
  expect(out.replace(/\s+/g, ' ')).toMatch(
    /ask <archive> long-sessions \[options\] Which sessions lasted longer.* --hours <number> how long a session may last \(default: 4\) --include-unended <true\|false>.* --from <day> .*\(default: 30 days ago, UTC\)/,
  );
});

test('text in records cannot control the terminal or a spreadsheet', async () => {
  const sql = `SELECT chr(27) || '[2J' AS reason, '=cmd|calc' AS formula`;
  expect((await ask(archive, sql)).out).toContain('\\u{1b}[2J');
  expect((await ask(archive, sql, '--output', 'csv')).out).toContain(",'=cmd|calc");
  expect((await ask(archive, sql, '--output', 'csv', '--raw')).out).toContain(',=cmd|calc');
});

test.each([
  ['no archive', [], /^error: The archive is missing: give a folder, s3:\/\/BUCKET or athena:WORKGROUP\.$/m],
  ['no question', [archive], /^error: The question is missing\. ask --list shows the saved ones\.$/m],
  [
    'a typo in a question',
    [archive, 'who-was-on-machine'],
    /'who-was-on-machine' is not a saved question.* Did you mean who-was-on-a-machine\?/,
  ],
  [
    'a word that is no question',
    [archive, 'xyz'],
    /'xyz' is not a saved question, a file or a SELECT\. The command ask --list/,
  ],
  [
    'a typo in a parameter',
    [archive, 'top-owners', '--form', '7d'],
    /unknown option '--form'\n\(Did you mean --from\?\)/,
  ],
  [
    'an invalid day',
    [archive, 'top-owners', '--from', '2026-02-30'],
    /'2026-02-30' is invalid\. Give a UTC day such as 2026-03-01/,
  ],
  ['an invalid number', [archive, 'long-sessions', '--hours', 'many'], /'many' is invalid\. Give a whole number/],
  ['an invalid flag', [archive, 'long-sessions', '--include-unended', 'maybe'], /Allowed choices are true, false/],
  ['an unknown format', [archive, 'top-owners', '--output', 'xml'], /Allowed choices are table, json, csv/],
  ['a folder without an archive', [folder, 'top-owners'], /holds no archive/],
  ['wrong SQL', [archive, 'SELECT nothing FROM sessions'], /Referenced column "nothing" not found/],
  [
    'SQL that writes',
    [archive, 'WITH a AS (SELECT 1) INSERT INTO sessions SELECT * FROM a'],
    /sessions is not an table/,
  ],
])('exits with 2 and a message: %s', async (_, args, message) => {
  const { status, out, err } = await ask(...args);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(message);
  expect(err).not.toMatch(/^ +at /m);
});

test('a typo in a command suggests the right one', async () => {
  expect(await runCli(['aks'])).toMatchObject({
    status: 2,
    err: expect.stringContaining('Did you mean ask?') as string,
  });
});

describe('without DuckDB', () => {
  // The package as npm installs it: the bundle without other files next to it.
  const installed = join(folder, 'installed', 'assets', 'cli', 'main.cjs');
  beforeAll(() => {
    mkdirSync(join(installed, '..'), { recursive: true });
    copyFileSync(join(ROOT, 'assets', 'cli', 'main.cjs'), installed);
    symlinkSync(join(ROOT, 'queries'), join(folder, 'installed', 'queries'));
  });

  test('the message holds a command that runs ask with DuckDB', async () => {
    const { status, err } = await runCli(['ask', archive, 'top-owners'], { cwd: folder, program: installed });
    expect(status).toBe(2);
    expect(err).toMatch(
      /^ {2}npx -p cdk-ssm-session-archive -p @duckdb\/node-api@\d+\.\d+\.\d+-r\.\d+ cdk-ssm-session-archive ask '?\S+archive'? top-owners$/m,
    );
  });

  test('DuckDB is found in the current folder', async () => {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const { status } = await runCli(['ask', archive, 'SELECT 1 AS one'], { cwd: folder, program: installed });
    expect(status).toBe(0);
  });
});

describe('Athena', () => {
  let athena: AthenaStandIn;
  afterEach(() => athena.stop());
  const asking = (onStart?: (child: ChildProcess) => void) =>
    runCli(['ask', 'athena:session_archive', 'SELECT 1 AS n', '--region', 'eu-west-1'], {
      env: { AWS_ENDPOINT_URL_ATHENA: athena.url, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' },
      onStart,
    });

  test('answers, and says how much Athena scanned and what that costs', async () => {
    athena = await startAthena(() => Promise.resolve({ columns: [{ name: 'n', type: 'integer' }], rows: [[1]] }));
    expect(await asking()).toEqual({
      status: 0,
      out: expect.stringContaining('│ 1 │') as string,
      err: 'Athena scanned 25.0 MB: about $0.00013 where a terabyte costs $5 (10 MB at the least).\n',
    });
  });

  test('stops the query on Ctrl-C', async () => {
    athena = await startAthena(() => new Promise(() => undefined));
    const { status, err } = await asking((child) => {
      const looking = setInterval(() => {
        if (!athena.requests.some(({ operation }) => operation === 'GetQueryExecution')) return;
        clearInterval(looking);
        child.kill('SIGINT');
      }, 50);
    });
    expect(status).toBe(2);
    expect(err).toMatch(/^error: Athena's query [-\w]+ was cancelled at your request\.$/m);
    expect(athena.requests.at(-1)?.operation).toBe('StopQueryExecution');
  });
});
