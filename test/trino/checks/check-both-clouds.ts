// For an archive with sessions of AWS and Alibaba Cloud, every row and every saved query is the same on Trino and
// DuckDB.
import { join } from 'node:path';
import { allOf, openArchive } from '../../../cli/engines/duckdb/archive';
import { writeBothClouds } from '../../alibaba/both-clouds';
import { checkAgreement, checkTables, type SavedQuery } from './check-answers';
import { startLoopbackAthena } from '../loopback-athena';
import type { Progress } from '../progress';
import type { Catalog } from '../template';
import type { Toolchain } from '../toolchain';

/** @param catalog the catalog of a template with the accounts and Regions of both clouds */
export async function checkBothClouds(
  progress: Progress,
  toolchain: Toolchain,
  catalog: Catalog,
  queries: readonly SavedQuery[],
  folder: string,
): Promise<void> {
  const archive = join(folder, 'both-clouds');
  await progress.step('archive of AWS and Alibaba Cloud written', () => writeBothClouds(archive));
  const athena = await progress.step('Trino, Glue and S3 started for it', () =>
    startLoopbackAthena(toolchain, catalog, archive, 'eu-west-1'),
  );
  const duckDb = await openArchive(allOf(archive));
  await checkTables(progress, athena.trino, duckDb);
  await checkAgreement(progress, athena.trino, duckDb, queries);
  await athena.stop();
}
