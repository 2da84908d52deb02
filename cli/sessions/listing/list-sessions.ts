// Lists the sessions of an archive in order: see order.ts.
import type { Scope } from '../../../lib/contract';
import { parseRecordsKey } from '../../../lambda/store/keys';
import { parseTimestamp } from '../../../lambda/time';
import type { Store } from '../../stores/store';
import { mapInOrder } from './in-order';
import { readLines, unzipObject } from './lines';
import { daysOf, findHistory, type Days, type RecordsObject } from './objects';
import { compare } from './order';
import { findScopes, readSnapshots, type Snapshots } from './scopes';
import type { Selection } from './selection';
import { SessionRows, type Row } from './session-rows';
import { toWire, type WireOptions } from '../aws/wire';

/** Objects fetched concurrently, which is mostly waiting, and unpacked concurrently, which takes memory. */
const FETCHED = 32;
const UNPACKED = 4;

export interface Listing {
  /** In order. */
  readonly rows: readonly Row[];
  readonly scopes: readonly Snapshots[];
  /** Sessions that were once open and since then in neither state. The listing leaves them out. */
  readonly missing: number;
  /** Records without a SessionId. The listing leaves them out. */
  readonly unidentified: number;
  /** Objects among the records whose names the reporter does not use. */
  readonly foreign: readonly string[];
}

export interface ListingOptions {
  readonly store: Store;
  readonly selection: Selection;
  readonly wire: WireOptions;
  /** The number of objects to read, then each read object. */
  readonly onProgress: (progress: { readonly expected?: number; readonly done?: number }) => void;
}

export async function listSessions(options: ListingOptions): Promise<Listing> {
  const { store, selection, wire, onProgress } = options;
  const { state, atMs } = selection.wish;
  const found = await findScopes(store, selection);
  if (found.length === 0) throw new Error('There is no archive here, or it holds nothing of what you asked for.');
  const scopes = await Promise.all(found.map((scope) => readSnapshots(store, scope, selection, state !== 'Active')));
  const foreign: string[] = [];

  const active = state === 'History' ? [] : scopes.flatMap(activeObject);
  const activeObjects = await collect(readObjects(store, active));
  // For open sessions, History only has to show which of them have ended.
  const needed = state === 'Active' ? activeObjects.map(({ object, content }) => openSessions(object, content)) : null;
  const history: RecordsObject[] = [];
  const find = async (scope: Scope, days: Days) => {
    history.push(...(await findHistory(store, scope, days, atMs, (key) => foreign.push(key))));
  };
  if (needed) await Promise.all(needed.map(({ object, days }) => find(object, days)));
  else await Promise.all(found.map((scope) => find(scope, daysOf(selection))));
  // Newest snapshot first, across all scopes.
  history.sort((a, b) =>
    a.snapshotId === b.snapshotId ? (a.key < b.key ? -1 : 1) : a.snapshotId > b.snapshotId ? -1 : 1,
  );

  const wanted = needed ? new Set(needed.flatMap(({ ids }) => [...ids])) : selection.ids;
  const rows = new SessionRows(selection, wanted, (record, scope) => toWire(record, scope, wire));
  onProgress({ expected: history.length });
  for await (const { object, content } of readObjects(store, history)) {
    rows.add(object, content);
    onProgress({ done: 1 });
  }
  rows.settle();
  if (state === 'Active') rows.rows.length = 0;
  for (const { object, content } of activeObjects) rows.addActive(object, content);
  return {
    rows: rows.rows.sort(compare),
    scopes,
    missing: countMissing(scopes, rows, selection),
    unidentified: rows.unidentified,
    foreign,
  };
}

function readObjects(store: Store, objects: readonly RecordsObject[]) {
  const fetched = mapInOrder(objects, FETCHED, async (object) => ({ object, bytes: await store.readAll(object.key) }));
  return mapInOrder(fetched, UNPACKED, async ({ object, bytes }) => ({
    object,
    content: await unzipObject(object.key, bytes),
  }));
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The object with the sessions that were open at the last complete snapshot; none if no session was open. */
function activeObject({ scope, last }: Snapshots): RecordsObject[] {
  if (!last) return [];
  return last.objects
    .filter(({ key }) => parseRecordsKey(key)?.kind === 'active')
    .map(({ key, bytes }) => ({ ...scope, key, bytes, snapshotId: last.snapshot_id, day: '' }));
}

/** Which sessions were open, and the days on which History would have them. */
function openSessions(object: RecordsObject, content: Buffer): { object: RecordsObject; days: Days; ids: Set<string> } {
  const ids = new Set<string>();
  const days = new Set<string>();
  let hasUndated = false;
  const take = ({ session_id: id, start_time: start }: { session_id?: string | null; start_time?: string | null }) => {
    if (id != null) ids.add(id);
    if (start == null) hasUndated = true;
    else days.add(start.slice(0, 10));
  };
  readLines(object.key, content, () => false, take);
  return { object, days: { includes: (day) => days.has(day), hasUndated }, ids };
}

function countMissing(scopes: readonly Snapshots[], rows: SessionRows, { ids }: Selection): number {
  const missing = scopes.flatMap(({ scope, missing }) => {
    const unlisted = missing.filter(
      ({ session_id: id, start_time: start }) => ids?.has(id) !== false && !rows.has(scope, start, id),
    );
    return [...new Set(unlisted.map(({ session_id: id }) => id))];
  });
  return missing.length;
}

/** Epoch milliseconds of the last complete snapshot; null if there is none. */
export function lastSnapshotMs({ last }: Snapshots): number | null {
  return last && parseTimestamp(last.snapshot_time);
}
