// Writes an archive into a folder with a bucket's guarantees: objects are files under their keys, created once and whole, never changed.
import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFESTS_PREFIX } from '../../lib/contract';
import { ArchiveFailed, describeError } from '../../lambda/errors';
import type { Archive, NewObject } from '../../lambda/store/archive';
import { HOUR_MS } from '../../lambda/time';
import { ChainClaims } from './chain-claims';
import { createFile, TEMPORARY, type FileModes } from './new-file';

/** Holds unfinished files. Readers of an archive ignore other prefixes and names that begin with a dot. */
const SCRATCH = '.incomplete';

/** Writing an object never takes that long, because it is in memory by then. */
const ABANDONED_MS = HOUR_MS;

export class FolderArchive implements Archive {
  private readonly scratch: string;
  private readonly claims: ChainClaims;

  /** @param modes the modes of new files and folders */
  constructor(
    private readonly folder: string,
    private readonly modes: FileModes,
  ) {
    this.scratch = join(folder, SCRATCH);
    const createFile = (path: string, body: Buffer) => this.createFile(path, body);
    const createObject = (key: string, body: Buffer) => this.createFile(join(folder, key), body);
    this.claims = new ChainClaims(this, this.scratch, createFile, createObject);
  }

  /** Finishes or removes what an interrupted run left. Rejects if the folder cannot hold an archive. */
  async tidy(nowMs: number): Promise<void> {
    await this.probe();
    for (const name of await namesIn(this.scratch)) {
      const path = join(this.scratch, name);
      if (!name.endsWith(TEMPORARY)) await this.claims.settle(name);
      else if (nowMs - ((await stat(path).catch(() => null))?.mtimeMs ?? nowMs) > ABANDONED_MS) await remove(path);
    }
  }

  create(object: NewObject): Promise<boolean> {
    const { key, body } = object;
    return key.startsWith(MANIFESTS_PREFIX)
      ? this.claims.publish(key, body)
      : this.createFile(join(this.folder, key), body);
  }

  async read(key: string): Promise<Buffer> {
    return readFile(join(this.folder, key)).catch(failed('read', join(this.folder, key)));
  }

  async list(prefix: string, startAfter = ''): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of this.walk(prefix.slice(0, prefix.lastIndexOf('/') + 1), startAfter))
      if (key.startsWith(prefix) && compare(key, startAfter) > 0) keys.push(key);
    return keys.sort(compare);
  }

  private async *walk(parent: string, startAfter: string): AsyncGenerator<string> {
    const path = join(this.folder, parent);
    const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : failed('read', path)(error);
    });
    for (const entry of entries) {
      const key = `${parent}${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (!entry.isDirectory()) yield key;
      // Skips the years of day folders before the few days that a run asks for.
      else if (startAfter.startsWith(`${key}/`) || compare(`${key}/`, startAfter) > 0)
        yield* this.walk(`${key}/`, startAfter);
    }
  }

  private createFile(path: string, body: Buffer): Promise<boolean> {
    return createFile(this.scratch, path, body, this.modes).catch(failed('written', path));
  }

  /** Checks, before any call to AWS, that the folder is writable and supports hard links. */
  private async probe(): Promise<void> {
    const path = join(this.scratch, `probe-${process.pid}${TEMPORARY}`);
    await createFile(this.scratch, path, Buffer.alloc(0), this.modes).catch((error: unknown) => {
      const isDenied = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(codeOf(error));
      const where = isDenied ? 'Choose a folder in which you may write' : 'Choose one on a file system with hard links';
      throw new ArchiveFailed(`No archive can be created in ${this.folder} (${describeError(error)}). ${where}.`);
    });
    await remove(path);
  }
}

/** Compares keys as S3 sorts them: by their UTF-8 bytes. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

/** Ignores a file that another run has already removed. */
async function remove(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

function failed(what: string, path: string) {
  return (error: unknown): never => {
    throw new ArchiveFailed(`${path} could not be ${what}: ${describeError(error)}`);
  };
}
