// From what a person calls an archive to the engine that answers for it.
import { AthenaClient } from '@aws-sdk/client-athena';
import { resolve } from 'node:path';
import { ARCHIVE_PREFIXES } from '../../lib/contract';
import { openStore } from '../stores/open-store';
import { openAthena } from './athena/engine';
import { cacheFolder, type FetchProgress } from './bucket/cache';
import { openBucket } from './bucket/engine';
import { allOf } from './duckdb/archive';
import { openDuckDb, type StartDays } from './duckdb/engine';
import type { Engine } from './engine';

export interface EngineOptions {
  /** The Region of an Athena workgroup. Undefined: the SDK's own. */
  readonly region?: string;
  /** Cancels what Athena is at. */
  readonly signal: AbortSignal;
  readonly fetchProgress: FetchProgress;
  readonly onAthenaProgress: (state: string, scannedBytes: number) => void;
  /** Days whose sessions DuckDB reads once, for whoever asks many questions about them and none about others. */
  readonly kept?: StartDays;
}

const ATHENA = /^athena:([\w.-]+)(?:\/([\w.-]+))?$/;

/**
 * @param location a folder, `s3://BUCKET`, or `athena:WORKGROUP`, whose database is called like it unless it is given: `athena:WORKGROUP/DATABASE`
 * @throws Error that says what is wrong with the location, or how to get DuckDB
 */
export async function openEngine(location: string, options: EngineOptions): Promise<Engine> {
  const [, workGroup, database = workGroup] = ATHENA.exec(location) ?? [];
  if (workGroup !== undefined && database !== undefined) {
    const { region, signal, onAthenaProgress: onProgress } = options;
    const client = new AthenaClient({ region, retryMode: 'adaptive', maxAttempts: 10 });
    return openAthena(client, { workGroup, database, signal, onProgress });
  }
  const store = openStore(location);
  const { folders } = await store.level('');
  if (!ARCHIVE_PREFIXES.some((prefix) => folders.includes(prefix.slice(0, prefix.indexOf('/') + 1))))
    throw new Error(`There is no archive in '${location}': none of ${ARCHIVE_PREFIXES.join(', ')} is there.`);
  const bucket = /^s3:\/\/([^/]+)/.exec(location)?.[1];
  if (bucket !== undefined) return openBucket(store, cacheFolder(bucket), options.fetchProgress, options.kept);
  const folder = resolve(location);
  return openDuckDb(folder, allOf(folder), options.kept);
}
