// The port for reading an archive: from a bucket, or from a folder with a copy of one.
import type { Readable } from 'node:stream';

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** When it was stored, epoch milliseconds; undefined if unknown. */
  readonly modifiedMs?: number;
}

/** What S3 stores about an object. */
export interface StoredChecksum {
  /** SHA-256 in hex, which S3 checked when it stored the object; null if the upload had none. */
  readonly sha256: string | null;
  /** The record count in the object's metadata; null if there is none. */
  readonly records: number | null;
}

/** Reads an archive. Every method rejects if the store cannot be read; none judges the content. */
export interface Store {
  /** True for a folder: operating systems and tools leave files there, and Athena does not query it. */
  readonly isCopy: boolean;
  /** Lists what is directly below a prefix: names of folders, with their slash, and objects. */
  level(prefix: string): Promise<{ folders: string[]; objects: StoredObject[] }>;
  /** Lists all objects below a prefix, in the order of their keys. */
  list(prefix: string): AsyncIterable<StoredObject>;
  read(key: string): Promise<Readable>;
  readAll(key: string): Promise<Buffer>;
  /** Null if the store keeps no checksums. */
  readonly checksum: ((key: string) => Promise<StoredChecksum>) | null;
}
