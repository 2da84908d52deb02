// One Region in virtual time: a world, its SSM in memory, and an archive in a real folder.
import { setMaxListeners } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDestination } from '../../../cli/snapshot/destination';
import { runReporter, type Ran } from '../../../cli/snapshot/run';
import { ssmSource } from '../../../cli/snapshot/sources';
import { FolderStore } from '../../../cli/stores/folder-store';
import { DAY_MS, formatSnapshotId } from '../../../lambda/time';
import type { PageRequest } from '../../../lambda/ssm/pages';
import { parseFilters } from '../../../local/ssm/filters';
import { cutPage, TOP, type Position } from '../../../local/ssm/paging';
import { createWorld } from '../../../local/world/world';
import { verifyStore, type Verified } from '../verify/verified';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const PAGE_SIZE = 8;

export const START = Date.UTC(2026, 0, 31, 1);
/**
 * Few days and few sessions, because every object takes several calls of the file system, and tests let each call fail
 * once.
 */
const world = createWorld({ seed: 5, accountId: ACCOUNT, regions: [REGION], sessions: 300, from: START - DAY_MS });

const watcher = {
  planned: () => undefined,
  page: () => undefined,
  failedAttempt: () => undefined,
  ended: () => undefined,
  notTaken: () => undefined,
};

export class FolderRegion {
  private readonly parent = mkdtempSync(join(tmpdir(), 'snapshot-'));
  readonly folder = join(this.parent, 'archive');

  /** Runs the command at that time. Files have the machine's own times. */
  async run(now: number): Promise<Ran> {
    const archive = await findDestination(this.folder, 1).open(Date.now() + now - START);
    const { signal } = new AbortController();
    setMaxListeners(0, signal);
    return runReporter(
      {
        config: { regions: [REGION], fullScanIntervalMs: 7 * DAY_MS, maxConcurrency: 4 },
        archive,
        listRegions: () => Promise.reject(new Error('nobody asked for all Regions')),
        openSource: ssmSource(() => (request) => Promise.resolve(describeSessions(request, now))),
        clock: () => now,
        reporterVersion: 'test',
      },
      { accountId: ACCOUNT, snapshot: { id: formatSnapshotId(now), ms: now }, full: false, timeLimit: signal },
      watcher,
    );
  }

  verify(): Promise<Verified> {
    return verifyStore(new FolderStore(this.folder));
  }

  /** The unfinished files. */
  scratch(): string[] {
    return readdirSync(join(this.folder, '.incomplete'));
  }

  remove(): void {
    rmSync(this.parent, { recursive: true });
  }
}

function describeSessions({ state, filters, nextToken }: PageRequest, now: number): string {
  const after = nextToken === null ? TOP : (JSON.parse(nextToken) as Position);
  const page = cutPage(
    world.sessions(REGION, state, now),
    after,
    PAGE_SIZE,
    parseFilters([...filters]),
    'before-paging',
  );
  return JSON.stringify({ Sessions: page.sessions, NextToken: page.next && JSON.stringify(page.next) });
}
