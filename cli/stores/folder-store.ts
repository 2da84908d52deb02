// Reads an archive from a folder, such as a copy by `aws s3 sync`: objects are files under their keys.
import { createReadStream, readFileSync } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Store, StoredObject } from './store';

export class FolderStore implements Store {
  readonly isCopy = true;
  readonly checksum = null;

  constructor(private readonly folder: string) {}

  async level(prefix: string): Promise<{ folders: string[]; objects: StoredObject[] }> {
    const entries = await readdir(join(this.folder, prefix), { withFileTypes: true }).catch(emptyIfAbsent);
    const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => `${prefix}${name}`);
    return {
      folders: entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`),
      objects: await Promise.all(files.map((key) => this.describe(key))),
    };
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    const { folders, objects } = await this.level(prefix);
    const names = [...folders.map((folder) => `${prefix}${folder}`), ...objects.map(({ key }) => key)];
    const byKey = new Map(objects.map((object) => [object.key, object]));
    for (const name of names.sort((a, b) => (a < b ? -1 : 1))) {
      const object = byKey.get(name);
      if (object) yield object;
      else yield* this.list(name);
    }
  }

  read(key: string): Promise<Readable> {
    return Promise.resolve(createReadStream(join(this.folder, key)));
  }

  /** Reads synchronously: for small objects and manifests, waiting for another thread takes several times as long. */
  readAll(key: string): Promise<Buffer> {
    return Promise.resolve(readFileSync(join(this.folder, key)));
  }

  private async describe(key: string): Promise<StoredObject> {
    const file = join(this.folder, key);
    // A broken link, as some editors leave it, counts as a file.
    return { key, bytes: (await stat(file).catch(() => lstat(file))).size };
  }
}

function emptyIfAbsent(error: unknown): [] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}
