// The days of an archive, as folders: what a question may need of it, before any object is looked at.
import { ARCHIVE_PREFIXES, type ArchivePrefix } from '../../../lib/contract';
import type { Store } from '../../stores/store';

/** Everything of one scope, one day and one table. */
export interface DayFolder {
  readonly prefix: ArchivePrefix;
  readonly accountId: string;
  readonly region: string;
  /** UTC day, yyyy-MM-dd: of the sessions' starts in History, of the snapshot elsewhere. */
  readonly day: string;
  /** The beginning of all keys in it, with its slash. */
  readonly path: string;
}

/** Every day folder there is. A listing for each scope, since those of one scope are at most a thousand in three years. */
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
