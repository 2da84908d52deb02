import { statSync } from 'node:fs';
import { FolderStore } from './folder-store';
import { S3Store } from './s3-store';
import type { Store } from './store';

/**
 * @param location `s3://bucket`, or the path of a folder
 * @throws Error that says what is wrong with the location
 */
export function openStore(location: string): Store {
  const bucket = bucketOf(location);
  if (bucket !== null) return new S3Store(bucket);
  const isFolder = statSync(location, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) throw new Error(`The archive '${location}' is not a folder. Write a bucket as s3://BUCKET.`);
  return new FolderStore(location);
}

/**
 * The bucket's name; null if the location is the path of a folder.
 *
 * @throws Error if it is neither
 */
export function bucketOf(location: string): string | null {
  const bucket = /^s3:\/\/([^/]+)\/?$/.exec(location)?.[1];
  if (bucket !== undefined) return bucket;
  if (!location.includes('://')) return null;
  throw new Error(
    `The archive is '${location}': give s3://BUCKET with nothing after the name, or a folder with a copy of the bucket.`,
  );
}
