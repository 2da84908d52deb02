// A query for some days, accounts or Regions lists and opens no objects of others.
import { deepEqual, notEqual } from 'node:assert/strict';
import type { QueryRun } from './check-answers';
import type { LoopbackAthena } from '../loopback-athena';
import type { Progress } from '../progress';
import type { S3Request } from '../requests';

const DAY_MS = 86_400_000;
const SCOPE = 'account_id=111122223333/region=eu-west-1';
const ONE_WEEK = `SELECT session_id, owner_name, duration_seconds FROM sessions
  WHERE account_id = '111122223333' AND region = 'eu-west-1' AND start_date BETWEEN '2026-03-09' AND '2026-03-15'`;

/** Queries one account, one Region and one week of the view. Then checks the requests to S3 of each saved query. */
export async function checkPruning(
  progress: Progress,
  { trino, s3Requests }: LoopbackAthena,
  runs: readonly QueryRun[],
): Promise<void> {
  await progress.check('a query of the view for one account, Region and week reads nothing else', async () => {
    const { requests } = await s3Requests.during(() => trino.query(ONE_WEEK));
    const [lists, reads] = [pathsOf(requests, 'list'), pathsOf(requests, 'read')];
    const folders = [9, 10, 11, 12, 13, 14, 15].map(
      (day) => `history/v1/${SCOPE}/start_date=2026-03-${String(day).padStart(2, '0')}/`,
    );
    deepEqual(lists.filter((path) => !isActive(path)).sort(), folders);
    deepEqual(
      outside(
        reads.filter((path) => !isActive(path)),
        (key) => folders.some((folder) => key.startsWith(folder)),
      ),
      [],
    );
    // Records of Active are filed under the day of the snapshot. Before a curation, the view reads all of them in the
    // scope.
    deepEqual(
      outside([...lists, ...reads].filter(isActive), (path) => path.startsWith(`active/v1/${SCOPE}/`)),
      [],
    );
    notEqual(reads.length, 0, 'no object was opened, which proves nothing');
    return `${lists.length} folders listed, ${reads.length} objects opened`;
  });

  await progress.check('a period relative to today reads the same as the same days as literals', async () => {
    const days = Math.floor((Date.now() - Date.parse('2026-03-09T00:00:00Z')) / DAY_MS);
    const relative = (later: number) => `date_format(current_date - INTERVAL '${days - later}' DAY, '%Y-%m-%d')`;
    const sql = ONE_WEEK.replace("'2026-03-09'", relative(0)).replace("'2026-03-15'", relative(6));
    const touchedBy = async (text: string) =>
      (await s3Requests.during(() => trino.query(text))).requests.map(({ path }) => path).sort();
    deepEqual(await touchedBy(sql), await touchedBy(ONE_WEEK));
    return undefined;
  });

  for (const { name, sql, requests } of runs)
    await progress.check(`${name}: reads only the days and accounts in its text`, () => {
      const isAsked = (path: string): boolean => {
        const [, account = '', column = '', day = ''] =
          /^\w+\/v1\/account_id=(\d+)\/region=[^/]+\/(\w+_date)=([\d-]+)\//.exec(path) ?? [];
        if (isActive(path) && /FROM sessions\b/.test(sql)) return isAskedAccount(sql, account);
        const { spans, firsts } = filterOf(sql, column);
        const isDay =
          spans.some(({ from, to }) => from <= day && day <= to) ||
          firsts.some(({ from, to }) => from <= day && day <= to && day.endsWith('-01'));
        return isDay && isAskedAccount(sql, account);
      };
      deepEqual(
        outside(
          requests.map(({ path }) => path),
          isAsked,
        ),
        [],
      );
      notEqual(requests.length, 0, 'nothing was asked for, which proves nothing');
      return Promise.resolve(undefined);
    });
}

function pathsOf(requests: readonly S3Request[], wanted: S3Request['operation']): string[] {
  return requests.filter(({ operation }) => operation === wanted).map(({ path }) => path);
}

function outside(paths: readonly string[], isAsked: (path: string) => boolean): string[] {
  return paths.filter((path) => !isAsked(path)).slice(0, 5);
}

interface Span {
  readonly from: string;
  readonly to: string;
}

const isActive = (path: string): boolean => path.startsWith('active/');

/**
 * The days in the query's text. `firsts`: only the first days of months. Throws if the query does not limit the days.
 */
function filterOf(sql: string, column: string) {
  const text = withLiteralDays(sql);
  const found = (pattern: string): Span[] =>
    [...text.matchAll(new RegExp(pattern, 'g'))].map(([, from = '', to = '9999']) => ({ from, to }));
  const between = `${column} BETWEEN '([\\d-]+)'\\s+AND '([\\d-]+)'`;
  const firsts = found(`LIKE '%-01' AND ${between}`);
  const spans = [...found(between), ...found(`${column} >= '([\\d-]+)'`)].filter(
    (span) => !firsts.some(({ from, to }) => from === span.from && to === span.to),
  );
  if (spans.length === 0) throw new Error(`The query reads all days of ${column}`);
  return { spans, firsts };
}

function isAskedAccount(sql: string, account: string): boolean {
  const accounts = /account_id IN \(([^)]+)\)/.exec(withLiteralDays(sql))?.[1];
  return accounts === undefined || accounts.includes(account);
}

/** Replaces date expressions of parameters by literal days. */
function withLiteralDays(sql: string): string {
  const day =
    /date_format\(\s*\/\*\w+:\*\/ DATE '([\d-]+)' \/\*:\w+\*\/(?: ([+-]) INTERVAL '(\d+)' (DAY|MONTH))?,\s*'%Y-%m-%d'\s*\)/g;
  return sql.replace(day, (_, from: string, sign: string | undefined, count: string | undefined, unit?: string) => {
    const date = new Date(`${from}T00:00:00Z`);
    const change = Number(`${sign ?? '+'}${count ?? '0'}`);
    if (unit === 'MONTH') date.setUTCMonth(date.getUTCMonth() + change);
    else date.setUTCDate(date.getUTCDate() + change);
    return `'${date.toISOString().slice(0, 10)}'`;
  });
}
