// An archive and the trail of the same made-up world, in DuckDB with the tables and views of Athena.
import type { DuckDBConnection } from '@duckdb/node-api';
import { join } from 'node:path';
import { allOf, openArchive } from '../../cli/engines/duckdb/archive';
import type { ToldEvent } from '../../local/trail/trail';
import { GrowingArchive } from '../curation/growing-archive';
import { AS_OF_MS } from './expected-answers';
import { addTrail } from './trail-in-duckdb';
import { DAYS, GrowingTrail, takeSnapshots } from './trail-world';

/** Writes `archive/` and `trail/` into the folder. */
export async function openTrailArchive(folder: string, events: readonly ToldEvent[]): Promise<DuckDBConnection> {
  const archive = new GrowingArchive(join(folder, 'archive'));
  for (let day = 0; day < DAYS; day += 1) await takeSnapshots(archive, day);
  new GrowingTrail(join(folder, 'trail'), events).deliver(AS_OF_MS);
  const connection = await openArchive(allOf(archive.folder));
  const asOf = new Date(AS_OF_MS).toISOString().slice(0, 19).replace('T', ' ');
  await addTrail(connection, { folder: join(folder, 'trail'), firstDay: '2026-01-01', lastDay: '2026-02-11', asOf });
  return connection;
}
