// Where an archive lies: a bucket, or a folder with a copy of one.
import type { Readable } from 'node:stream';

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** When it was stored, epoch milliseconds; undefined where nobody knows. */
  readonly modifiedMs?: number;
}

/** What S3 keeps beside an object. */
export interface StoredChecksum {
  /** SHA-256 of the object in hex, as S3 checked it when the object was stored; null if it was stored without. */
  readonly sha256: string | null;
  /** The record count among the object's metadata; null if there is none. */
  readonly records: number | null;
}

/** Reads an archive. Everything rejects if the store cannot be read; what it holds is another matter. */
export interface Store {
  /** A folder, in which systems and tools leave files of their own; not the bucket that queries read. */
  readonly isCopy: boolean;
  /** What lies directly below a prefix: names of folders, with their slash, and objects. */
  level(prefix: string): Promise<{ folders: string[]; objects: StoredObject[] }>;
  /** All objects below a prefix, in the order of their keys. */
  list(prefix: string): AsyncIterable<StoredObject>;
  read(key: string): Promise<Readable>;
  readAll(key: string): Promise<Buffer>;
  /** Null where nobody keeps checksums. */
  readonly checksum: ((key: string) => Promise<StoredChecksum>) | null;
}
