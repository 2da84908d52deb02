// Opens the engine for an archive's location: DuckDB for a folder or a bucket, Athena for a workgroup.
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
  /** The Region of an Athena workgroup. Undefined: the SDK's default. */
  readonly region?: string;
  /** Cancels the query that Athena runs. */
  readonly signal: AbortSignal;
  readonly fetchProgress: FetchProgress;
  readonly onAthenaProgress: (state: string, scannedBytes: number) => void;
  /** Days whose sessions DuckDB reads once, for many questions about these days and no others. */
  readonly kept?: StartDays;
}

const ATHENA = /^athena:([\w.-]+)(?:\/([\w.-]+))?$/;

/**
 * @param location a folder, `s3://BUCKET`, `athena:WORKGROUP` (its database has the same name) or `athena:WORKGROUP/DATABASE`
 * @throws Error that says what is wrong with the location, or how to install DuckDB
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
    throw new Error(`'${location}' holds no archive: it has none of ${ARCHIVE_PREFIXES.join(', ')}.`);
  const bucket = /^s3:\/\/([^/]+)/.exec(location)?.[1];
  if (bucket !== undefined) return openBucket(store, cacheFolder(bucket), options.fetchProgress, options.kept);
  const folder = resolve(location);
  return openDuckDb(folder, allOf(folder), options.kept);
}
