// Opens the destination of a snapshot: a bucket, or a folder that is new, is empty or holds an archive.
import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ARCHIVE_PREFIXES } from '../../lib/contract';
import { createArchive, type Archive } from '../../lambda/store/archive';
import { bucketOf } from '../stores/open-store';
import { isLeftBySystems } from '../verify/foreign';
import { FolderArchive } from './folder-archive';

export interface Destination {
  readonly description: string;
  /** What users should know about the destination; null if nothing. */
  readonly advice: string | null;
  /** Creates the folder if it does not exist. Call it after all other checks have passed. */
  open(nowMs: number): Promise<Archive>;
}

/** @throws Error that says what is wrong with the location */
export function findDestination(location: string, maxAttempts: number): Destination {
  const bucket = bucketOf(location);
  if (bucket !== null) {
    const open = () => Promise.resolve(createArchive(bucket, maxAttempts));
    return { description: `s3://${bucket}`, advice: null, open };
  }
  const folder = resolve(location);
  const isThere = checkFolder(location, folder);
  const isOpen = isThere && (statSync(folder).mode & READABLE_BY_OTHERS) !== 0 && process.platform !== 'win32';
  return {
    description: `${isThere ? 'folder' : 'new folder'} ${folder}`,
    advice: isOpen
      ? `Every user of this machine can read ${folder}, and its records name people: chmod -R o-rwx keeps other users out.`
      : null,
    open: async (nowMs) => {
      // An existing folder keeps the access that its owner chose.
      const mode = isThere ? statSync(folder).mode & 0o777 : PRIVATE;
      const archive = new FolderArchive(folder, { folder: mode | PRIVATE, file: mode & 0o666 });
      await archive.tidy(nowMs);
      return archive;
    },
  };
}

/** Only the owner has access, because records name people. */
const PRIVATE = 0o700;
const READABLE_BY_OTHERS = 0o004;

const PLACES = new Set(ARCHIVE_PREFIXES.map((prefix) => prefix.slice(0, prefix.indexOf('/'))));

/** Whether the folder exists. @throws Error if it holds something other than an archive */
function checkFolder(location: string, folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) return false;
  if (!found.isDirectory()) throw new Error(`The archive '${location}' is a file: give a folder.`);
  const others = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !(PLACES.has(entry.name) && entry.isDirectory()))
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && !isLeftBySystems(name))
    .sort();
  if (others.length === 0) return true;
  const named = others.slice(0, 3).map((name) => `'${name}'`);
  const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
  throw new Error(
    `The folder '${location}' holds something other than an archive: ${named.join(', ')}${more}. Give an empty or a new folder, or one with an archive.`,
  );
}
