import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { notImplemented, S3Error } from './error';

/** Metadata of an object. */
export interface ObjectMeta {
  /** Quoted, as in the header. */
  readonly etag: string;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  /** Headers that are returned with the object, such as content-type and x-amz-meta-*. */
  readonly headers: Readonly<Record<string, string>>;
  /** The x-amz-checksum-* headers, verified at the upload. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** An object as a listing shows it. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly meta: ObjectMeta;
}

/**
 * Objects as plain files: `<folder>/<bucket>/<key>`. The metadata have the same tree in `<folder>/.meta`, which cannot
 * be a bucket name. Keys that are not a relative file path (empty, `.` or `..` segments, segments over 255 bytes) are
 * NotImplemented.
 */
export class S3Store {
  private readonly temporary: string;

  constructor(
    private readonly folder: string,
    buckets: readonly string[],
  ) {
    this.temporary = join(folder, '.temporary');
    for (const bucket of buckets) {
      if (!isBucketName(bucket)) throw new Error(`buckets: "${bucket}" is not a valid bucket name`);
      mkdirSync(join(folder, bucket), { recursive: true });
    }
    mkdirSync(this.temporary, { recursive: true });
  }

  buckets(): string[] {
    return readdirSync(this.folder)
      .filter((name) => this.hasBucket(name))
      .sort();
  }

  hasBucket(bucket: string): boolean {
    return (
      isBucketName(bucket) && statSync(join(this.folder, bucket), { throwIfNoEntry: false })?.isDirectory() === true
    );
  }

  /** Stores the whole object or nothing. With `onlyIfAbsent`, false if the key exists: one racing writer gets true. */
  async put(bucket: string, key: string, bytes: Buffer, meta: ObjectMeta, onlyIfAbsent: boolean): Promise<boolean> {
    const path = this.path(bucket, key);
    const temporary = join(this.temporary, randomUUID());
    await writeFile(temporary, bytes);
    try {
      // Synchronous from here, so that no other request sees the object without its metadata.
      mkdirSync(dirname(path), { recursive: true });
      if (onlyIfAbsent) linkSync(temporary, path);
      else renameSync(temporary, path);
      const metaPath = this.path('.meta', `${bucket}/${key}`);
      mkdirSync(dirname(metaPath), { recursive: true });
      writeFileSync(metaPath, JSON.stringify(meta));
      return true;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (onlyIfAbsent && code === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
      if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
        throw notImplemented(`the key ${key}: another key's file or folder stands in its way`);
      throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  head(bucket: string, key: string): StoredObject | undefined {
    const path = this.path(bucket, key);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? { key, size: stat.size, meta: this.meta(bucket, key) } : undefined;
  }

  read(bucket: string, key: string): Promise<Buffer> {
    return readFile(this.path(bucket, key));
  }

  /** Yields the keys that start with `prefix` and sort after `after`, in UTF-8 byte order. Reads the disk on demand. */
  *keys(bucket: string, prefix: string, after: string): Generator<string> {
    const root = join(this.folder, bucket);
    yield* this.walk(root, '', prefix, after);
  }

  private *walk(root: string, base: string, prefix: string, after: string): Generator<string> {
    // With its slash, a folder's name sorts among the files exactly like the keys below the folder.
    const names = readdirSync(join(root, base), { withFileTypes: true })
      .map((entry) => base + entry.name + (entry.isDirectory() ? '/' : ''))
      .sort(byUtf8);
    for (const name of names) {
      if (name.endsWith('/')) {
        const reachesPrefix = name.startsWith(prefix) || prefix.startsWith(name);
        const reachesAfter = byUtf8(name, after) > 0 || after.startsWith(name);
        if (reachesPrefix && reachesAfter) yield* this.walk(root, name, prefix, after);
      } else if (name.startsWith(prefix) && byUtf8(name, after) > 0) yield name;
    }
  }

  /** A file that somebody put into the folder by hand has no metadata. It gets an ETag and a time from the file. */
  private meta(bucket: string, key: string): ObjectMeta {
    const metaPath = this.path('.meta', `${bucket}/${key}`);
    if (existsSync(metaPath)) return JSON.parse(readFileSync(metaPath, 'utf8')) as ObjectMeta;
    const path = this.path(bucket, key);
    return { etag: etagOf(readFileSync(path)), lastModified: statSync(path).mtimeMs, headers: {}, checksums: {} };
  }

  private path(bucket: string, key: string): string {
    const segments = key.split('/');
    if (
      segments.some((segment) => ['', '.', '..'].includes(segment) || Buffer.byteLength(segment) > 255) ||
      /[\0\\]/.test(key)
    )
      throw notImplemented(`keys that are no relative file path: ${JSON.stringify(key)}`);
    if (Buffer.byteLength(key) > 1024) throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
    return join(this.folder, bucket, ...segments);
  }
}

/** The ETag of an object that was uploaded in one piece: its MD5, quoted. */
export function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/** Compares keys in S3's order. JavaScript's own order, UTF-16, differs for characters beyond U+FFFF. */
export function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
}
