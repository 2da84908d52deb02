// The archive that the queries are asked about: the reporter's own code, run by the fixture's plan over the fixture's SSM.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Archive } from '../../lambda/store/archive';
import { readConfig } from '../../lambda/config';
import { createHandler } from '../../lambda/handler';
import type { DescribeSessions } from '../../lambda/scan/pages';
import { allOf, openArchive } from '../../cli/engines/duckdb/archive';
import { parseFilters } from '../../local/ssm/filters';
import { cutPage, TOP } from '../../local/ssm/paging';
import { catalogTemplate, prestoViewOf } from './catalog-template';
import { ACTIVE_AFTER, HISTORY_AFTER, SNAPSHOTS, ssmOf, type PlannedSnapshot } from './what-ssm-shows';

/** The fixture's archive in DuckDB, behind the views that the synthesized template holds. */
export function openFixture(folder: string): Promise<DuckDBConnection> {
  const template = catalogTemplate();
  return openArchive(
    allOf(folder),
    ['sessions', 'snapshots', 'ocsf_authentication', 'alibaba_connections'].map((name) => ({
      name,
      sql: prestoViewOf(template, name).originalSql,
    })),
  );
}

/** The fixture for all tests of a file: written before them, and gone after them. */
export function useFixture(): { readonly folder: string; readonly archive: () => DuckDBConnection } {
  const folder = mkdtempSync(join(tmpdir(), 'session-archive-'));
  let archive: DuckDBConnection;
  beforeAll(async () => {
    await writeFixtureArchive(folder);
    archive = await openFixture(folder);
  });
  afterAll(() => {
    archive.closeSync();
    rmSync(folder, { recursive: true });
  });
  return { folder, archive: () => archive };
}

/** Writes the archive into a folder, each object under its key. */
export async function writeFixtureArchive(folder: string): Promise<void> {
  const objects = new Map<string, Buffer>();
  for (const snapshot of SNAPSHOTS) await run(snapshot, objects);
  for (const [key, body] of objects) {
    const file = join(folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  }
}

async function run(
  { accountId, region, time, isComplete }: PlannedSnapshot,
  objects: Map<string, Buffer>,
): Promise<void> {
  let now = time;
  const handler = createHandler({
    config: readConfig({ ARCHIVE_BUCKET: 'fixture', REGIONS: region }),
    archive: inMemory(objects, isComplete),
    listRegions: () => Promise.resolve([]),
    describeSessions: () => shownBy(accountId, region, (readAt) => (now = time + readAt)),
    clock: () => now,
    logger: new Logger({ logLevel: 'SILENT' }),
    writeMetrics: () => undefined,
    reporterVersion: 'fixture',
  });
  const event = { scheduledTime: new Date(time).toISOString() };
  const context = {
    invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:reporter`,
    getRemainingTimeInMillis: () => 900_000,
  } as Context;
  const outcome = await handler(event, context).then(
    () => 'complete',
    (error: unknown) => String(error),
  );
  if (isComplete !== (outcome === 'complete'))
    throw new Error(`The run of ${event.scheduledTime} ended as: ${outcome}`);
}

function shownBy(accountId: string, region: string, advanceTo: (readAt: number) => number): DescribeSessions {
  return ({ state, filters }) => {
    const now = advanceTo(state === 'Active' ? ACTIVE_AFTER : HISTORY_AFTER);
    const list = ssmOf(accountId).sessions(region, state, now);
    const { sessions } = cutPage(list, TOP, 200, parseFilters(filters), 'before-paging');
    return Promise.resolve(JSON.stringify({ Sessions: sessions }));
  };
}

function inMemory(objects: Map<string, Buffer>, takesManifests: boolean): Archive {
  return {
    create: ({ key, body }) => {
      if (!takesManifests && key.startsWith('manifests/')) return Promise.reject(new Error('no manifest is taken'));
      if (objects.has(key)) return Promise.resolve(false);
      objects.set(key, body);
      return Promise.resolve(true);
    },
    read: (key) => Promise.resolve(objects.get(key) ?? Buffer.alloc(0)),
    list: (prefix, startAfter = '') =>
      Promise.resolve([...objects.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).sort()),
  };
}
