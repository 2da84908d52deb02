// Which objects hold the sessions that are asked for.
import { HISTORY_PREFIX, scopePrefix, type Scope } from '../../../lib/contract';
import { parseRecordsKey } from '../../../lambda/store/keys';
import { parseSnapshotId } from '../../../lambda/time';
import type { Store } from '../../stores/store';
import type { Selection } from './selection';

export interface RecordsObject extends Scope {
  readonly key: string;
  readonly bytes: number;
  readonly snapshotId: string;
  /** The UTC day on which its sessions started; empty if they have no start. */
  readonly day: string;
}

/** Days of History: those of a period, or exactly these; with or without what has no day. */
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
 * The objects of one scope's History, those of snapshots without a manifest too: what they hold is what SSM said.
 *
 * @param onForeign told of what lies among them and is not named as the reporter names objects
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
    // These may lie under any day.
    for await (const object of store.list(prefix)) add(object);
  } else {
    const { folders } = await store.level(prefix);
    const days = folders.filter((folder) => includes(/^start_date=(.*)\/$/.exec(folder)?.[1] ?? '9999-99-99x'));
    const levels = await Promise.all(days.map((folder) => store.level(`${prefix}${folder}`)));
    for (const level of levels) level.objects.forEach(add);
  }
  return objects;
}
