// An archive in a folder that grows snapshot by snapshot: the reporter's own code over made-up worlds.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Scope } from '../../lib/contract';
import { readConfig } from '../../lambda/config';
import { createHandler } from '../../lambda/handler';
import type { Archive, NewObject } from '../../lambda/store/archive';
import { parseFilters } from '../../local/ssm/filters';
import { cutPage, TOP } from '../../local/ssm/paging';
import type { LongWorld } from './long-world';

const MINUTE_MS = 60_000;

/** What SSM shows in a state at a time. */
type Shown = Pick<LongWorld, 'shown'>;

export class GrowingArchive {
  /** The objects in the folder, by key. */
  readonly objects = new Map<string, Buffer>();
  private keys: string[] = [];
  private now = 0;
  /** Called before an object is written. If it throws, the run ends. */
  onWrite: (key: string) => void = () => undefined;

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Takes the snapshot that was due at `scheduledMs`, at the time `atMs`. Returns false if the run failed. */
  async snapshot(scope: Scope, world: Shown, scheduledMs: number, atMs = scheduledMs + MINUTE_MS): Promise<boolean> {
    this.now = atMs;
    const handler = createHandler({
      config: readConfig({ ARCHIVE_BUCKET: 'growing', REGIONS: scope.region }),
      archive: this.archive(),
      listRegions: () => Promise.resolve([]),
      connect:
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
