// Judges objects that the reporter did not write: harmless, or a danger to queries.
import { finding, type Finding } from './findings';
import type { Store, StoredObject } from '../stores/store';

/** Visible folders and files that operating systems, file servers and archivers leave in folders. */
const LEFT_BY_SYSTEMS =
  /^(thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|@eadir|\$recycle\.bin|system volume information|lost\+found)$/i;

export function isLeftBySystems(name: string): boolean {
  return LEFT_BY_SYSTEMS.test(name);
}

/**
 * Athena, Trino and Hive skip keys with a part that begins with `_` or `.`, and the empty objects that the S3 console creates to show
 * a folder. They read every other object below a table's prefix: in a bucket, `Thumbs.db` makes a query fail. In a copy it is harmless.
 */
export function foreign(store: Store, { key, bytes }: StoredObject, where: string): Finding {
  const names = key.split('/');
  const isSkipped = names.some((name) => /^[._]/.test(name)) || (key.endsWith('/') && bytes === 0);
  const isLeft = store.isCopy && names.some(isLeftBySystems);
  return finding(isSkipped || isLeft ? 'stray-object' : 'foreign-object', key, where);
}
