// Keeps copies of a bucket's objects for later questions: the reporter writes each object once and never changes it.
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Store, StoredObject } from '../../stores/store';

/** Concurrent GET requests. S3 takes about 50 ms for each, whatever its size. */
const CONCURRENCY = 32;

/** `$XDG_CACHE_HOME` or `~/.cache`, `cdk-ssm-session-archive/`: the folder with the copies of a bucket. */
export function cacheFolder(bucket: string): string {
  const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return resolve(caches, 'cdk-ssm-session-archive', 'buckets', bucket);
}

/** Progress of fetching: objects and bytes to fetch, then each fetched object. */
export interface FetchProgress {
  readonly start: (objects: number, bytes: number) => void;
  readonly fetched: (bytes: number) => void;
  readonly stop: () => void;
}

/** Fetches what the cache lacks, or holds from before a restore. Returns the files in the objects' order. */
export async function fetchInto(
  folder: string,
  store: Store,
  objects: readonly StoredObject[],
  progress: FetchProgress,
): Promise<string[]> {
  const missing: StoredObject[] = [];
  for (const object of objects) if (!(await isThere(folder, object))) missing.push(object);
  if (missing.length > 0) {
    progress.start(missing.length, missing.reduce((sum, { bytes }) => sum + bytes, 0)); // prettier-ignore
    const waiting = missing.values();
    const fetchAll = async () => {
      for (const object of waiting) {
        await fetchOne(folder, store, object);
        progress.fetched(object.bytes);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, fetchAll)).finally(progress.stop);
  }
  return objects.map(({ key }) => join(folder, key));
}

async function isThere(folder: string, { key, bytes, modifiedMs }: StoredObject): Promise<boolean> {
  const file = await stat(join(folder, key)).catch(() => null);
  return file?.size === bytes && Math.round(file.mtimeMs) === modifiedMs;
}

/** A concurrent reader sees the whole file or none. Only its owner may read it: records name people. */
async function fetchOne(folder: string, store: Store, { key, modifiedMs = 0 }: StoredObject): Promise<void> {
  const file = join(folder, key);
  const partial = `${file}.${process.pid}.partial`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await pipeline(await store.read(key), createWriteStream(partial, { mode: 0o600 }));
    await utimes(partial, modifiedMs / 1000, modifiedMs / 1000);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
