// Nights of curation on a growing archive, with the definitions of the template.
import { deepEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROW_COLUMNS } from '../../lib/catalog/session-rows';
import { startLoopbackAthena, type LoopbackAthena } from '../trino/loopback-athena';
import type { Progress } from '../trino/progress';
import { ICEBERG } from '../trino/servers';
import type { Toolchain } from '../trino/toolchain';
import { GrowingArchive } from './growing-archive';
import { Nights } from './nights';
import { curatedCatalog } from './synthesized';

const ACCOUNT = '111122223333';
const REGIONS = ['eu-west-1', 'us-east-1'] as const;
const OTHER_ACCOUNT = '444455556666';
const SEED = 7;

/** The states of a rebuild at which an execution is killed. */
const EVERY_STEP = [
  'Show snapshots from the records',
  'Drop snapshots',
  'Drop sessions',
  'Create sessions',
  'Find touched months',
  'Merge sessions',
  'Merge snapshots',
  'Show sessions',
  'Show snapshots',
];

/** Runs `nights` nights over three scopes. After each, the views must show what the records hold. */
export async function checkNights(
  progress: Progress,
  toolchain: Toolchain,
  folder: string,
  nights: number,
  states: readonly string[] = EVERY_STEP,
): Promise<void> {
  const catalog = curatedCatalog({ accounts: [OTHER_ACCOUNT], regions: [...REGIONS], archiveStart: '2025-10-01' });
  const archive = new GrowingArchive(join(folder, 'nights'));
  const athena = await progress.step('Trino with Iceberg, Glue and S3 started on loopback', () =>
    startLoopbackAthena(toolchain, catalog, archive.folder, REGIONS[0]),
  );
  const scopes = [
    { accountId: ACCOUNT, region: REGIONS[0] },
    { accountId: ACCOUNT, region: REGIONS[1] },
    { accountId: OTHER_ACCOUNT, region: REGIONS[0] },
  ];
  const first = Date.UTC(2026, 1, 1);
  const made = new Nights(athena, catalog.definition, catalog.database.Name, archive, scopes, first, nights, SEED);
  await progress.check(
    `after each of ${nights} nights of curation with faults, the views show what the records hold`,
    async () => {
      for (let night = 0; night < nights; night += 1) {
        await made.night(night);
        if (process.env.VERBOSE)
          console.log(night, JSON.stringify({ ...made.counts, leftOut: made.counts.leftOut.size }));
      }
      const { leftOut, reads, seconds, ...counts } = made.counts;
      return JSON.stringify({
        ...counts,
        leftOut: leftOut.size,
        medianSeconds: median(seconds),
        medianReads: median(reads),
      });
    },
  );
  await progress.check(
    'a month without curation: answers stay right, and the next execution catches up at once',
    async () => {
      await made.stopFor(31);
      return undefined;
    },
  );
  for (const state of states)
    await progress.check(
      `a rebuild that dies at "${state}": no row disappears, and the next execution completes it`,
      async () => {
        await made.rebuild(state);
        return undefined;
      },
    );
  await checkForgeries(progress, athena, catalog.database.Name);
  await athena.stop();
}

/** The query of docs/curation.md finds an invented row and a changed one. */
async function checkForgeries(progress: Progress, { trino }: LoopbackAthena, schema: string): Promise<void> {
  const page = readFileSync(join(__dirname, '../../docs/curation.md'), 'utf8');
  const sql = (/```sql\n(SELECT curated.*?);\n```/s.exec(page)?.[1] ?? '')
    .replaceAll('2026-03-01', '2026-01-15')
    .replaceAll('2026-03-31', '2026-02-05');
  const table = `${ICEBERG}.${schema}.curated_sessions`;
  await progress.check('the query of docs/curation.md finds curated rows that no record backs', async () => {
    deepEqual((await trino.query(sql)).rows, []);
    const some = await trino.query(
      `SELECT min(session_id), max(session_id) FROM ${table} WHERE start_date BETWEEN '2026-01-15' AND '2026-02-05'`,
    );
    const [changed, copied] = (some.rows[0] ?? []) as string[];
    await trino.query(`UPDATE ${table} SET owner = 'somebody else' WHERE session_id = '${changed}'`);
    const columns = ROW_COLUMNS.map(({ name }) => (name === 'session_id' ? "'made-up'" : name)).join(', ');
    await trino.query(`INSERT INTO ${table} SELECT ${columns} FROM ${table} WHERE session_id = '${copied}'`);
    const found = (await trino.query(sql)).rows.map((row) => row[3]).sort();
    deepEqual(found, ['made-up', changed].sort());
    return undefined;
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
