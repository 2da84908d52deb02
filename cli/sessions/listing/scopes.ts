// Lists the scopes of an archive and the snapshots of each.
import { HISTORY_PREFIX, MANIFESTS_PREFIX, scopePrefix, type Scope } from '../../../lib/contract';
import { manifestKey } from '../../../lambda/store/keys';
import { parseManifest, type Manifest, type MissingSession } from '../../../lambda/store/manifest';
import { DAY_MS, formatDay, parseSnapshotId } from '../../../lambda/time';
import { accountOf, regionOf } from '../../scope-folders';
import type { Store } from '../../stores/store';
import { mapInOrder } from './in-order';
import type { Selection } from './selection';

/** Objects requested concurrently, because each request to a bucket takes time. */
const CONCURRENCY = 32;

/** After this time a session that was once open has ended, or SSM has forgotten it. */
const LONGEST_MISSING_MS = 32 * DAY_MS;

/** The selected scopes that have snapshots or History, sorted by name. */
export async function findScopes(store: Store, { wish }: Selection): Promise<Scope[]> {
  const scopes = new Map<string, Scope>();
  const isAmong = (list: readonly string[], item: string) => list.length === 0 || list.includes(item);
  for (const prefix of [MANIFESTS_PREFIX, HISTORY_PREFIX]) {
    const accounts = (await store.level(prefix)).folders.flatMap((folder) => accountOf(folder) ?? []);
    await Promise.all(
      accounts
        .filter((accountId) => isAmong(wish.accounts, accountId))
        .map(async (accountId) => {
          const { folders } = await store.level(`${prefix}account_id=${accountId}/`);
          const regions = folders.flatMap((folder) => regionOf(folder) ?? []);
          for (const region of regions.filter((name) => isAmong(wish.regions, name)))
            scopes.set(`${accountId}/${region}`, { accountId, region });
        }),
    );
  }
  return [...scopes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, scope]) => scope);
}

export interface Snapshots {
  readonly scope: Scope;
  /** The newest complete snapshot up to the selected time; null if there is none. */
  readonly last: Manifest | null;
  /** Sessions in the manifests that were once open and since then in neither state, and that may match the period. */
  readonly missing: readonly MissingSession[];
}

/** @param asksHistory whether the selection includes sessions that have ended */
export async function readSnapshots(
  store: Store,
  scope: Scope,
  selection: Selection,
  asksHistory: boolean,
): Promise<Snapshots> {
  const prefix = scopePrefix(MANIFESTS_PREFIX, scope);
  const { atMs } = selection.wish;
  const days = (await store.level(prefix)).folders
    .flatMap((folder) => /^snapshot_date=(\d{4}-\d\d-\d\d)\/$/.exec(folder)?.[1] ?? [])
    .filter((day) => atMs === null || Date.parse(day) <= atMs)
    .sort();
  const idsOf = async (day: string) => {
    const { objects } = await store.level(`${prefix}snapshot_date=${day}/`);
    const ids = objects.map(({ key }) => key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, ''));
    return ids
      .filter((id, i) => objects[i]?.key === manifestKey(scope, id) && !(atMs !== null && parseSnapshotId(id) > atMs))
      .sort();
  };
  const read = async (id: string) => {
    const key = manifestKey(scope, id);
    return parseManifest(key, await store.readAll(key));
  };

  let last: Manifest | null = null;
  for (const day of [...days].reverse()) {
    const id = (await idsOf(day)).at(-1);
    if (id === undefined) continue;
    last = await read(id);
    break;
  }
  if (!last) return { scope, last, missing: [] };
  const missing = [...last.pending];
  if (asksHistory) {
    const firstDay = selection.firstDay ?? '';
    const lastDay =
      selection.lastDay === null ? '9999-99-99' : formatDay(Date.parse(selection.lastDay) + LONGEST_MISSING_MS);
    const wanted = days.filter((day) => day >= firstDay && day <= lastDay);
    const ids = (await Promise.all(wanted.map(idsOf))).flat();
    for await (const { unresolved, faded } of mapInOrder(ids, CONCURRENCY, read)) missing.push(...unresolved, ...faded);
  }
  return { scope, last, missing: missing.filter(({ start_time: start }) => selection.matchesTime(start)) };
}
