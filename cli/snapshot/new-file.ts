// Creates a file whole or not at all, and never replaces one, as S3's conditional PutObject does.
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface FileModes {
  readonly file: number;
  readonly folder: number;
}

/**
 * Creates the file. Returns false and changes nothing if it exists. After it returns, the file survives a power cut.
 *
 * @param scratch a folder on the same file system, in which a crash may leave a file
 */
export async function createFile(scratch: string, path: string, body: Buffer, modes: FileModes): Promise<boolean> {
  const temporary = join(scratch, `${randomUUID()}${TEMPORARY}`);
  await makeFolder(scratch, modes.folder);
  try {
    const file = await open(temporary, 'wx', modes.file);
    try {
      await file.writeFile(body);
      await file.sync();
    } finally {
      await file.close();
    }
    await makeFolder(dirname(path), modes.folder);
    // link() gives the file its second name and fails if the name exists; rename() would replace the other file.
    await link(temporary, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

/** The ending of unfinished files' names. */
export const TEMPORARY = '.tmp';

/** Like a recursive mkdir(), but the new names are on disk when it returns. */
async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path), mode);
    await mkdir(path, { mode }).catch(unlessThere);
  }
  await syncFolder(dirname(path));
}

/** Accepts a folder that another run creates at the same time. */
function unlessThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

/** Flushes the folder: a new name is durable only after that. */
async function syncFolder(path: string): Promise<void> {
  // Windows has no such call and needs none.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
