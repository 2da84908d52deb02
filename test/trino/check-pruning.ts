// A question about some days, accounts or Regions lists and opens nothing of any other.
import { deepEqual, notEqual } from 'node:assert/strict';
import type { QueryRun } from './check-answers';
import type { LoopbackAthena } from './loopback-athena';
import type { Progress } from './progress';
import type { S3Request } from './requests';

const SCOPE = 'account_id=111122223333/region=eu-west-1';
const ONE_WEEK = `SELECT session_id, owner_name, duration_seconds FROM sessions
  WHERE account_id = '111122223333' AND region = 'eu-west-1' AND start_date BETWEEN '2026-03-09' AND '2026-03-15'`;

/** Asks about one account, one Region and one week through the view, then looks at what each saved query had asked S3 for. */
export async function checkPruning(
  progress: Progress,
  { trino, s3Requests }: LoopbackAthena,
  runs: readonly QueryRun[],
): Promise<void> {
  await progress.check('one account, one Region, one week, through the view: nothing else is touched', async () => {
    const { requests } = await s3Requests.during(() => trino.query(ONE_WEEK));
    const [lists, reads] = [pathsOf(requests, 'list'), pathsOf(requests, 'read')];
    const folders = [9, 10, 11, 12, 13, 14, 15].map(
      (day) => `sessions/v1/${SCOPE}/start_date=2026-03-${String(day).padStart(2, '0')}/`,
    );
    deepEqual(lists.sort(), folders);
    deepEqual(
      outside(reads, (key) => folders.some((folder) => key.startsWith(folder))),
      [],
    );
    notEqual(reads.length, 0, 'no object was opened, which proves nothing');
    return `${lists.length} folders listed, ${reads.length} objects opened`;
  });

  for (const { name, sql, requests } of runs)
    await progress.check(`${name}: nothing is touched beyond the days and accounts in its text`, () => {
      const isAsked = (path: string): boolean => {
        const [, account = '', column = '', day = ''] =
          /^\w+\/v1\/account_id=(\d+)\/region=[^/]+\/(\w+_date)=([\d-]+)\//.exec(path) ?? [];
        const { from, to, days, accounts } = filterOf(sql, column);
        const isDay = (from <= day && day <= to) || days.includes(day);
        return isDay && (accounts === undefined || accounts.includes(account));
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

/** What the query's own text asks for. Throws when it leaves the days open. */
function filterOf(sql: string, column: string) {
  const between = new RegExp(`${column} BETWEEN '([\\d-]+)' AND '([\\d-]+)'`).exec(sql);
  const since = new RegExp(`${column} >= '([\\d-]+)'`).exec(sql);
  const days = new RegExp(`${column} IN \\(([^)]+)\\)`).exec(sql)?.[1] ?? '';
  const from = between?.[1] ?? since?.[1];
  if (from === undefined) throw new Error(`The query reads all days of ${column}`);
  return { from, to: between?.[2] ?? '9999', days, accounts: /account_id IN \(([^)]+)\)/.exec(sql)?.[1] };
}
