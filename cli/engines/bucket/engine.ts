// Runs DuckDB over a bucket and fetches only the objects that a question needs.
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
 * Lists the objects of a day once, with the first question that needs them. Later questions see the same objects.
 *
 * @param folder holds the fetched objects
 * @param kept days whose sessions DuckDB reads once, as for a folder
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

  /** Fetches the objects that the question reads. */
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

/** Keeps the reporter's objects. Athena skips or rejects others; `verify` names them. */
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
