// A file that is there whole or not at all, and that nothing ever replaces: what S3's conditional put promises of an object.
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface FileModes {
  readonly file: number;
  readonly folder: number;
}

/**
 * Creates the file, unless there is one: then false, and nothing was changed. When it returns, what was written outlasts a power cut.
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
    // A second name for the same file, which the system gives to one of all who ask for it; rename() would replace.
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

/** How the names of unfinished files end. */
export const TEMPORARY = '.tmp';

/** As mkdir() makes it recursively, but that the new names are on the disk when it returns. */
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

/** Another run may make it at the same time. */
function unlessThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

/** A new name is in its folder only once that is on the disk. */
async function syncFolder(path: string): Promise<void> {
  // Windows has no such call, and needs none.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
