// What lies in an archive and is none of the reporter's: harmless, or in the way of queries.
import { finding, type Finding } from './findings';
import type { Store, StoredObject } from '../stores/store';

/** Folders and files that operating systems, file servers and archivers leave in folders, and whose names are not hidden. */
const LEFT_BY_SYSTEMS =
  /^(thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|@eadir|\$recycle\.bin|system volume information|lost\+found)$/i;

export function isLeftBySystems(name: string): boolean {
  return LEFT_BY_SYSTEMS.test(name);
}

/**
 * The one rule: Athena, Trino and Hive skip what has a name that begins with `_` or `.` on its way, and the empty objects that the S3
 * console makes to show a folder. They read everything else below a table's prefix, whatever it is called: in a bucket, `Thumbs.db`
 * makes a query fail. In a copy it is merely there.
 */
export function foreign(store: Store, { key, bytes }: StoredObject, where: string): Finding {
  const names = key.split('/');
  const isSkipped = names.some((name) => /^[._]/.test(name)) || (key.endsWith('/') && bytes === 0);
  const isLeft = store.isCopy && names.some(isLeftBySystems);
  return finding(isSkipped || isLeft ? 'stray-object' : 'foreign-object', key, where);
}
