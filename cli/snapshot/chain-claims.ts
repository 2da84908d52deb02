// Lets only one manifest follow another: two runs that began from the same snapshot must not both continue from it. For a bucket, the
// schedule prevents that; into a folder, anybody may start a run at any time.
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, ArchiveFailed } from '../../lambda/errors';
import type { Archive } from '../../lambda/store/archive';
import { manifestKey } from '../../lambda/store/keys';
import { readLedger } from '../../lambda/store/ledger';
import { parseManifest, type Manifest } from '../../lambda/store/manifest';
import { parseSnapshotId } from '../../lambda/time';

/** Another run has published a snapshot since this one read the ledger. The next run continues from that snapshot. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** Creates a file; returns false if it exists. */
type CreateFile = (path: string, body: Buffer) => Promise<boolean>;

/**
 * A run claims the place after the previous manifest before it publishes: it creates a file, once, that holds its manifest. A run that
 * finds another's claim finishes it, so a run that dies in between blocks nobody. A claim is removed when its manifest is published or
 * came too late.
 */
export class ChainClaims {
  constructor(
    private readonly archive: Archive,
    private readonly folder: string,
    private readonly createFile: CreateFile,
    private readonly createObject: (key: string, body: Buffer) => Promise<boolean>,
  ) {}

  /** Returns false if the manifest exists already. Rejects with Overtaken if another run has claimed its place. */
  async publish(key: string, body: Buffer): Promise<boolean> {
    const name = claimOf(parseManifest(key, body));
    const isOurs = await this.createFile(join(this.folder, name), body);
    const outcome = isOurs ? await this.finish(name, body) : await this.settle(name);
    if (isOurs && outcome !== 'too late') return outcome === 'published';
    throw new Overtaken(`Another run has published a snapshot before ${key}. Run the command again.`);
  }

  /** Finishes another run's claim. */
  async settle(name: string): Promise<Outcome> {
    const path = join(this.folder, name);
    const body = await readFile(path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new ArchiveFailed(`${path} could not be read: ${describeError(error)}`);
    });
    // Another run has finished it.
    return body === null ? 'there already' : this.finish(name, body);
  }

  /**
   * While a claim exists, nobody else can publish after the same manifest, and a claim that came too late stays too late. So any run may
   * finish a claim, and may do so twice.
   */
  private async finish(name: string, body: Buffer): Promise<Outcome> {
    const manifest = parseManifest(name, body);
    const scope = { accountId: manifest.account_id, region: manifest.region };
    const id = manifest.snapshot_id;
    const ledger = await readLedger(this.archive, scope, { id, ms: parseSnapshotId(id) });
    const isFree = !ledger.isSuperseded && ledger.previousKey === (manifest.previous?.key ?? null);
    let outcome: Outcome = ledger.isPublished ? 'there already' : 'too late';
    if (!ledger.isPublished && isFree)
      outcome = (await this.createObject(manifestKey(scope, id), body)) ? 'published' : 'there already';
    await unlink(join(this.folder, name)).catch(() => undefined);
    return outcome;
  }
}

type Outcome = 'published' | 'there already' | 'too late';

/** Names the claim by its place in one scope's chain. */
function claimOf({ account_id: account, region, previous }: Manifest): string {
  const place = previous === null ? 'first' : previous.key.slice(previous.key.lastIndexOf('/') + 1);
  return `${account}_${region}_after_${place.replace('.json', '')}`;
}
