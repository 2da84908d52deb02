// `verify` finds no problem in an archive that was written under faults. It may find leftovers.
import { Readable } from 'node:stream';
import type { Store } from '../../../cli/stores/store';
import { problemsOf, verifyStore } from '../../cli/verify/verified';

export async function expectVerified(objects: ReadonlyMap<string, Buffer>): Promise<void> {
  expect(problemsOf(await verifyStore(new MemoryStore(objects)))).toEqual([]);
}

class MemoryStore implements Store {
  readonly isCopy = false;
  readonly checksum = null;

  constructor(private readonly objects: ReadonlyMap<string, Buffer>) {}

  level(prefix: string) {
    const below = this.keys(prefix).map((key) => key.slice(prefix.length));
    const folders = below.filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/') + 1));
    const names = below.filter((name) => !name.includes('/'));
    return Promise.resolve({
      folders: [...new Set(folders)],
      objects: names.map((name) => this.describe(`${prefix}${name}`)),
    });
  }

  async *list(prefix: string) {
    await Promise.resolve();
    for (const key of this.keys(prefix)) yield this.describe(key);
  }

  async read(key: string): Promise<Readable> {
    return Readable.from([await this.readAll(key)]);
  }

  readAll(key: string): Promise<Buffer> {
    return Promise.resolve(this.objects.get(key) ?? Buffer.alloc(0));
  }

  private keys(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  private describe(key: string) {
    return { key, bytes: this.objects.get(key)?.length ?? 0 };
  }
}
