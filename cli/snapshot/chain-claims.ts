// One manifest follows another, and only one: two runs that began from the same snapshot must not both go on from it. A bucket has its
// schedule for that; into a folder anybody may start a run at any time.
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, ArchiveFailed } from '../../lambda/errors';
import type { Archive } from '../../lambda/store/archive';
import { manifestKey } from '../../lambda/store/keys';
import { readLedger } from '../../lambda/store/ledger';
import { parseManifest, type Manifest } from '../../lambda/store/manifest';
import { parseSnapshotId } from '../../lambda/time';

/** Another run has published a snapshot since this one looked. Taking it again goes on from there. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** Creates a file, unless it is there: then false. */
type CreateFile = (path: string, body: Buffer) => Promise<boolean>;

/**
 * Who publishes a manifest first claims the place behind the one before: a file, created once, that holds the manifest. Whoever meets a
 * claim does what is left to be done for it, so a run that dies in between stops nobody. A claim is removed when its manifest is
 * there, or when it came too late.
 */
export class ChainClaims {
  constructor(
    private readonly archive: Archive,
    private readonly folder: string,
    private readonly createFile: CreateFile,
    private readonly createObject: (key: string, body: Buffer) => Promise<boolean>,
  ) {}

  /** False: the manifest is there already. Rejects with Overtaken if its place is taken. */
  async publish(key: string, body: Buffer): Promise<boolean> {
    const name = claimOf(parseManifest(key, body));
    const isOurs = await this.createFile(join(this.folder, name), body);
    const outcome = isOurs ? await this.finish(name, body) : await this.settle(name);
    if (isOurs && outcome !== 'too late') return outcome === 'published';
    throw new Overtaken(`Another run has published a snapshot before ${key}. Run the command again.`);
  }

  /** Does what is left to be done for a claim of another run. */
  async settle(name: string): Promise<Outcome> {
    const path = join(this.folder, name);
    const body = await readFile(path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new ArchiveFailed(`${path} could not be read: ${describeError(error)}`);
    });
    // Somebody else has done it.
    return body === null ? 'there already' : this.finish(name, body);
  }

  /**
   * Nobody else can publish behind the same manifest while the claim is there, and one that comes too late stays so. So it does not matter
   * who finishes a claim, nor how often.
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

/** One place in the chain of one scope has one name. */
function claimOf({ account_id: account, region, previous }: Manifest): string {
  const place = previous === null ? 'first' : previous.key.slice(previous.key.lastIndexOf('/') + 1);
  return `${account}_${region}_after_${place.replace('.json', '')}`;
}
