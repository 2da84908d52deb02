// DuckDB over a bucket: it fetches what a question needs, and no more.
import { ACTIVE_PREFIX, HISTORY_PREFIX, MANIFESTS_PREFIX, type ArchivePrefix } from '../../../lib/contract';
import { parseRecordsKey } from '../../../lambda/store/keys';
import type { Store, StoredObject } from '../../stores/store';
import { ask, askInParts, connect, createTables, VIEWS } from '../duckdb/archive';
import { assertSelect, keepSessions, lock, sessionsOf, type StartDays } from '../duckdb/engine';
import type { Engine } from '../engine';
import { fetchInto, type FetchProgress } from './cache';
import { listDayFolders, type DayFolder } from './day-folders';
import { NeededFolders } from './needed-folders';

/**
 * Every question is about the objects that the bucket had when it was first asked about their day.
 *
 * @param folder where fetched objects are kept
 * @param kept as for a folder: days whose sessions are read once
 */
export async function openBucket(
  store: Store,
  folder: string,
  progress: FetchProgress,
  kept?: StartDays,
): Promise<Engine> {
  const folders = await listDayFolders(store);
  const needed = await NeededFolders.of(folders);
  const connection = await connect();
  await createTables(connection, { [HISTORY_PREFIX]: [], [ACTIVE_PREFIX]: [], [MANIFESTS_PREFIX]: [] });
  for (const { name, sql } of VIEWS) await connection.run(`CREATE VIEW ${name} AS ${sql}`);
  await lock(connection, folder);
  const listed = new Map<DayFolder, Promise<StoredObject[]>>();
  const objectsOf = (day: DayFolder) => {
    const objects = listed.get(day) ?? listObjects(store, day);
    listed.set(day, objects);
    return objects;
  };

  /** Fetches what the question reads. */
  const load = async (sql: string) => {
    const read = await needed.for(sql);
    const objects = (await Promise.all(read.map(objectsOf))).flat();
    const files = await fetchInto(folder, store, objects, progress);
    const below = (prefix: ArchivePrefix) => files.filter((_, i) => objects[i]?.key.startsWith(prefix));
    await createTables(connection, {
      [HISTORY_PREFIX]: below(HISTORY_PREFIX),
      [ACTIVE_PREFIX]: below(ACTIVE_PREFIX),
      [MANIFESTS_PREFIX]: below(MANIFESTS_PREFIX),
    });
    return remarkOn(read, folders, objects);
  };
  const keep = async (days: StartDays) => {
    await load(sessionsOf(days));
    await keepSessions(connection, days);
  };
  let keeping: Promise<void> | null = null;
  const prepare = async (sql: string) => {
    await assertSelect(connection, sql);
    if (kept) await (keeping ??= keep(kept));
    return load(sql);
  };

  return {
    parts: async function* (sql) {
      await prepare(sql);
      yield* askInParts(connection, sql);
    },
    query: async (sql) => {
      const remark = await prepare(sql);
      return { ...(await ask(connection, sql)), remark };
    },
    close: () => {
      needed.close();
      connection.closeSync();
      return Promise.resolve();
    },
  };
}

/** Of what lies in a folder, the reporter's objects: Athena skips or refuses what else is there, and `verify` names it. */
async function listObjects(store: Store, { prefix, path }: DayFolder): Promise<StoredObject[]> {
  const objects: StoredObject[] = [];
  for await (const object of store.list(path)) objects.push(object);
  return objects.filter(({ key }) =>
    prefix === MANIFESTS_PREFIX ? key.endsWith('.json') : parseRecordsKey(key) !== null,
  );
}

function remarkOn(read: readonly DayFolder[], all: readonly DayFolder[], objects: readonly StoredObject[]): string {
  const mebibytes = objects.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
  return `The question needs ${objects.length} objects, ${mebibytes.toFixed(1)} MiB, of ${read.length} of the archive's ${all.length} day folders.`;
}
