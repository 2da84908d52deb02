// Finds the objects that hold the selected sessions.
import { HISTORY_PREFIX, scopePrefix, type Scope } from '../../../lib/contract';
import { parseRecordsKey } from '../../../lambda/store/keys';
import { parseSnapshotId } from '../../../lambda/time';
import type { Store } from '../../stores/store';
import type { Selection } from './selection';

export interface RecordsObject extends Scope {
  readonly key: string;
  readonly bytes: number;
  readonly snapshotId: string;
  /** The UTC day on which its sessions started; empty if they have no start time. */
  readonly day: string;
}

/** Days of History: a period or an exact list, with or without sessions that have no start time. */
export interface Days {
  readonly includes: (day: string) => boolean;
  readonly hasUndated: boolean;
}

export function daysOf({ firstDay, lastDay, includesUndated }: Selection): Days {
  return {
    includes: (day) => day >= (firstDay ?? '') && day <= (lastDay ?? '9999-99-99'),
    hasUndated: includesUndated,
  };
}

/**
 * Lists the objects of one scope's History, including those of snapshots without a manifest: they too hold what SSM returned.
 *
 * @param onForeign receives objects among them whose names the reporter does not use
 */
export async function findHistory(
  store: Store,
  scope: Scope,
  { includes, hasUndated }: Days,
  atMs: number | null,
  onForeign: (key: string) => void,
): Promise<RecordsObject[]> {
  const prefix = scopePrefix(HISTORY_PREFIX, scope);
  const objects: RecordsObject[] = [];
  const add = ({ key, bytes }: { readonly key: string; readonly bytes: number }) => {
    const day = /^start_date=(\d{4}-\d\d-\d\d)\/[^/]+$/.exec(key.slice(prefix.length))?.[1];
    const snapshotId = parseRecordsKey(key)?.snapshotId;
    if (day === undefined || snapshotId === undefined) {
      onForeign(key);
      return;
    }
    const isUndated = key.endsWith('-undated.ndjson.gz');
    if (isUndated ? !hasUndated : !includes(day)) return;
    if (atMs !== null && parseSnapshotId(snapshotId) > atMs) return;
    objects.push({ ...scope, key, bytes, snapshotId, day: isUndated ? '' : day });
  };
  if (hasUndated) {
    // Sessions without a start time may be under any day.
    for await (const object of store.list(prefix)) add(object);
  } else {
    const { folders } = await store.level(prefix);
    const days = folders.filter((folder) => includes(/^start_date=(.*)\/$/.exec(folder)?.[1] ?? '9999-99-99x'));
    const levels = await Promise.all(days.map((folder) => store.level(`${prefix}${folder}`)));
    for (const level of levels) level.objects.forEach(add);
  }
  return objects;
}
