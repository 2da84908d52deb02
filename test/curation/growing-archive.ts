// An archive that grows snapshot by snapshot: the reporter's own code over made-up worlds, into a folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Scope } from '../../lib/contract';
import { readConfig } from '../../lambda/config';
import { createHandler } from '../../lambda/handler';
import type { PageRequest } from '../../lambda/ssm/pages';
import type { Archive, NewObject } from '../../lambda/store/archive';
import { parseFilters } from '../../local/ssm/filters';
import { cutPage, TOP, type Position } from '../../local/ssm/paging';
import type { LongWorld } from './long-world';

const MINUTE_MS = 60_000;

/** What SSM shows in a state at a time. */
type Shown = Pick<LongWorld, 'shown'>;

export class GrowingArchive {
  /** By key: what lies in the folder. */
  readonly objects = new Map<string, Buffer>();
  private keys: string[] = [];
  private now = 0;
  /** Called before an object is written; what it throws ends the run. */
  onWrite: (key: string) => void = () => undefined;

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Takes the snapshot of that name, at a later time if one is given. False: it died. */
  async snapshot(scope: Scope, world: Shown, scheduledMs: number, atMs = scheduledMs + MINUTE_MS): Promise<boolean> {
    this.now = atMs;
    const handler = createHandler({
      config: readConfig({ ARCHIVE_BUCKET: 'growing', REGIONS: scope.region }),
      archive: this.archive(),
      listRegions: () => Promise.resolve([]),
      describeSessions:
        () =>
        ({ state, filters }) => {
          const { sessions } = cutPage(
            world.shown(state, this.now),
            TOP,
            10_000,
            parseFilters(filters),
            'before-paging',
          );
          return Promise.resolve(JSON.stringify({ Sessions: sessions }));
        },
      clock: () => this.now,
      logger: new Logger({ logLevel: 'SILENT' }),
      writeMetrics: () => undefined,
      reporterVersion: 'growing',
    });
    const context = {
      invokedFunctionArn: `arn:aws:lambda:${scope.region}:${scope.accountId}:function:reporter`,
      getRemainingTimeInMillis: () => 900_000,
    } as Context;
    return handler({ scheduledTime: new Date(scheduledMs).toISOString() }, context).then(
      () => true,
      () => false,
    );
  }

  /** SSM cuts pages of 50, so that an incremental run reads one of a long history. */
  private page(world: Shown, { state, filters, nextToken }: PageRequest): string {
    const after = nextToken === null ? TOP : (JSON.parse(nextToken) as Position);
    const { sessions, next } = cutPage(world.shown(state, this.now), after, 50, parseFilters(filters), 'before-paging');
    return JSON.stringify({ Sessions: sessions, ...(next && { NextToken: JSON.stringify(next) }) });
  }

  private archive(): Archive {
    return {
      create: async (object) => {
        await Promise.resolve();
        return this.create(object);
      },
      read: (key) => Promise.resolve(this.objects.get(key) ?? Buffer.alloc(0)),
      list: (prefix, startAfter = '') =>
        Promise.resolve(this.keys.filter((key) => key.startsWith(prefix) && key > startAfter)),
    };
  }

  private create({ key, body }: NewObject): boolean {
    this.onWrite(key);
    if (this.objects.has(key)) return false;
    this.objects.set(key, body);
    this.keys.push(key);
    this.keys.sort();
    const file = join(this.folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
    return true;
  }
}
