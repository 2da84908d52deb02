// The day folders that a question needs. The choice must hold every folder that the question reads.
import fc from 'fast-check';
import {
  ACTIVE_PREFIX,
  ARCHIVE_PREFIXES,
  HISTORY_PREFIX,
  MANIFESTS_PREFIX,
  scopePrefix,
  type ArchivePrefix,
} from '../../../lib/contract';
import type { DayFolder } from '../../../cli/engines/bucket/day-folders';
import { NeededFolders, splitConditions } from '../../../cli/engines/bucket/needed-folders';

const SCOPES = ['111122223333', '444455556666'].flatMap((accountId) =>
  ['eu-west-1', 'us-east-1'].map((region) => ({ accountId, region })),
);
const DAYS = Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2026, 1, 1 + i)).toISOString().slice(0, 10));

const folderOf = (prefix: ArchivePrefix, scope: (typeof SCOPES)[number], day: string): DayFolder => {
  const date = prefix === HISTORY_PREFIX ? 'start_date' : 'snapshot_date';
  return { prefix, ...scope, day, path: `${scopePrefix(prefix, scope)}${date}=${day}/` };
};
// Active may have days that History does not have: sessions that are still open.
const FOLDERS = SCOPES.flatMap((scope) => [
  ...DAYS.slice(5).map((day) => folderOf(HISTORY_PREFIX, scope, day)),
  ...DAYS.slice(20).map((day) => folderOf(ACTIVE_PREFIX, scope, day)),
  ...DAYS.slice(20).map((day) => folderOf(MANIFESTS_PREFIX, scope, day)),
]);

let needed: NeededFolders;
beforeAll(async () => {
  needed = await NeededFolders.of(FOLDERS);
});
afterAll(() => {
  needed.close();
});

/** A condition on partition columns, and whether it holds for a folder. */
interface Condition {
  readonly sql: string;
  readonly holds: (folder: DayFolder) => boolean;
}

const conditions = (day: string): fc.Arbitrary<Condition> =>
  fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...DAYS).map((d) => ({ sql: `${day} >= '${d}'`, holds: (f: DayFolder) => f.day >= d })),
      fc.constantFrom(...DAYS).map((d) => ({ sql: `${day} < '${d}'`, holds: (f: DayFolder) => f.day < d })),
      fc.constantFrom(...DAYS).map((d) => ({ sql: `${day} = '${d}'`, holds: (f: DayFolder) => f.day === d })),
      fc.constantFrom('02', '03').map((month) => ({
        sql: `${day} LIKE '2026-${month}-%'`,
        holds: (f: DayFolder) => f.day.startsWith(`2026-${month}-`),
      })),
      fc
        .constantFrom(...SCOPES)
        .map(({ region }) => ({ sql: `region = '${region}'`, holds: (f: DayFolder) => f.region === region })),
      fc.constantFrom(...SCOPES).map(({ accountId }) => ({
        sql: `account_id IN ('${accountId}', '000000000000')`,
        holds: (f: DayFolder) => f.accountId === accountId,
      })),
      fc.constant({ sql: "owner LIKE '%('')%'", holds: () => true }),
      fc
        .tuple(tie('node'), tie('node'))
        .map(([a, b]) => ({ sql: `(${a.sql} AND ${b.sql})`, holds: (f: DayFolder) => a.holds(f) && b.holds(f) })),
      fc
        .tuple(tie('node'), tie('node'))
        .map(([a, b]) => ({ sql: `(${a.sql} OR ${b.sql})`, holds: (f: DayFolder) => a.holds(f) || b.holds(f) })),
    ),
  })).node;

const pathsOf = (folders: readonly DayFolder[], prefix: ArchivePrefix) =>
  folders.filter((folder) => folder.prefix === prefix).map(({ path }) => path);

test('chooses every folder of History for which the conditions hold', async () => {
  await fc.assert(
    fc.asyncProperty(conditions('start_date'), async ({ sql, holds }) => {
      const chosen = await needed.for(`SELECT count(owner) FROM sessions WHERE ${sql}`);
      const must = pathsOf(FOLDERS.filter(holds), HISTORY_PREFIX);
      expect(pathsOf(chosen, HISTORY_PREFIX)).toEqual(expect.arrayContaining(must));
    }),
    { numRuns: 60 },
  );
});

test('chooses every folder of Active whose snapshots may have seen a session for which the conditions hold', async () => {
  await fc.assert(
    fc.asyncProperty(conditions('start_date'), async ({ sql, holds }) => {
      const chosen = await needed.for(`SELECT count(owner) FROM sessions WHERE ${sql}`);
      const must = SCOPES.flatMap((scope) => {
        const [first] = DAYS.filter((day) => holds(folderOf(HISTORY_PREFIX, scope, day)));
        const since = first === undefined ? '9' : new Date(Date.parse(first) - 2 * 86_400_000).toISOString();
        return DAYS.slice(20)
          .filter((day) => day >= since.slice(0, 10))
          .map((day) => folderOf(ACTIVE_PREFIX, scope, day).path);
      });
      expect(pathsOf(chosen, ACTIVE_PREFIX)).toEqual(expect.arrayContaining(must));
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["SELECT * FROM history_records WHERE start_date = '2026-02-10'", 4, 0, 0],
  ["SELECT * FROM sessions WHERE start_date = '2026-02-03'", 0, 80, 0],
  ["SELECT * FROM sessions WHERE start_date = '2026-03-10' AND region = 'eu-west-1'", 2, 10, 0],
  ["SELECT * FROM ocsf_authentication WHERE start_date = '2026-03-10' AND activity_id = 2", 4, 20, 0],
  ["SELECT * FROM snapshots WHERE snapshot_date > '2026-03-09'", 0, 0, 12],
  ["SELECT * FROM active_records WHERE snapshot_date > '2026-03-09'", 0, 12, 0],
  [
    "SELECT * FROM active_records JOIN history_records USING (session_id) WHERE history_records.start_date = '2026-03-10'",
    4,
    80,
    0,
  ],
  ['SELECT * FROM sessions', 140, 80, 0],
  ['SELECT 1', 0, 0, 0],
])('chooses no more folders than necessary: %s', async (sql, history, active, manifests) => {
  const chosen = await needed.for(sql);
  const counts = ARCHIVE_PREFIXES.map((prefix) => pathsOf(chosen, prefix).length);
  expect(counts).toEqual([history, active, manifests]);
});

test('splits a list of conditions without separators into single conditions', () => {
  expect(splitConditions("prefix(a, '(''x')(b = 'c)')(d IN ('e', 'f'))")).toEqual([
    "prefix(a, '(''x')",
    "(b = 'c)')",
    "(d IN ('e', 'f'))",
  ]);
  expect(splitConditions('a')).toEqual(['a']);
});
