// Lists the day folders of an archive, to choose among them before fetching any object.
import { ARCHIVE_PREFIXES, type ArchivePrefix } from '../../../lib/contract';
import type { Store } from '../../stores/store';

/** The objects of one scope, one day and one table. */
export interface DayFolder {
  readonly prefix: ArchivePrefix;
  readonly accountId: string;
  readonly region: string;
  /** UTC day, yyyy-MM-dd: the day on which sessions started in History, the snapshot's day elsewhere. */
  readonly day: string;
  /** The prefix of all its keys, with the final slash. */
  readonly path: string;
}

/** Lists every day folder, scope by scope: one page of a listing holds the folders of nearly three years. */
export async function listDayFolders(store: Store): Promise<DayFolder[]> {
  const below = async (path: string) => (await store.level(path)).folders.map((name) => `${path}${name}`);
  const each = async <T>(paths: readonly string[], list: (path: string) => Promise<T[]>) =>
    (await Promise.all(paths.map(list))).flat();
  return each(ARCHIVE_PREFIXES, async (prefix) => {
    const days = await each(await each(await below(prefix), below), below);
    return days.flatMap((path) => toDayFolder(prefix as ArchivePrefix, path) ?? []);
  });
}

function toDayFolder(prefix: ArchivePrefix, path: string): DayFolder | null {
  const form = /^account_id=([^/]+)\/region=([^/]+)\/(?:start|snapshot)_date=(\d{4}-\d\d-\d\d)\/$/;
  const [, accountId = '', region = '', day = ''] = form.exec(path.slice(prefix.length)) ?? [];
  return day === '' ? null : { prefix, accountId, region, day, path };
}
