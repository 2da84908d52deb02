// Object keys: where a snapshot's objects and its manifest are stored, and what a key says about its object.
import {
  ACTIVE_PREFIX,
  HISTORY_PREFIX,
  MANIFESTS_PREFIX,
  scopePrefix,
  type ArchivePrefix,
  type Scope,
} from '../../lib/contract';
import { formatDay } from '../time';
import type { Window } from '../records/windows';

/** A snapshot's id is its scheduled time, a whole second: `20260131T010000Z`. */
export interface SnapshotName {
  readonly id: string;
  readonly ms: number;
}

/** The part of the key that follows the snapshot's id, for sessions found by look-ups. */
export const LOOKUP = 'lookup';

const OPEN_FROM = '0'.repeat(13);
const OPEN_TO = '9'.repeat(13);

/** `<fromMs>-<toMs>`: the object holds every session of History that started in the window. */
export function windowPart(window: Window): string {
  return `${pad(window.fromMs) ?? OPEN_FROM}-${pad(window.toMs) ?? OPEN_TO}`;
}

/** Sessions without a usable start time, read with this window. The object vouches for no start time. */
export function undatedPart(window: Window): string {
  return `${windowPart(window)}-undated`;
}

/** Sessions out of order, whose windows had been written already. The object vouches for no start time. */
export function latePart(window: Window): string {
  return `${windowPart(window)}-late`;
}

/** The key of an object of History. `dayMs` is any time on the UTC day under which it is filed. */
export function historyKey(scope: Scope, dayMs: number, snapshotId: string, part: string): string {
  return `${folderOf(HISTORY_PREFIX, scope, formatDay(dayMs))}${snapshotId}-${part}.ndjson.gz`;
}

/** The key of the one object that holds all of Active. */
export function activeKey(scope: Scope, snapshotId: string): string {
  return `${folderOf(ACTIVE_PREFIX, scope, dayOfSnapshot(snapshotId))}${snapshotId}.ndjson.gz`;
}

export function manifestKey(scope: Scope, snapshotId: string): string {
  return `${folderOf(MANIFESTS_PREFIX, scope, dayOfSnapshot(snapshotId))}${snapshotId}.json`;
}

/** The UTC day of a snapshot, `yyyy-MM-dd`. */
export function dayOfSnapshot(id: string): string {
  return `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}`;
}

/** The folder of the UTC day of `ms`. Keys sort by time, so a listing after it has that day and all later ones. */
export function dayPrefix(prefix: ArchivePrefix, scope: Scope, ms: number): string {
  return folderOf(prefix, scope, formatDay(Math.max(0, ms)));
}

function folderOf(prefix: ArchivePrefix, scope: Scope, day: string): string {
  return `${scopePrefix(prefix, scope)}${prefix === HISTORY_PREFIX ? 'start_date' : 'snapshot_date'}=${day}/`;
}

export type RecordsKind = 'active' | 'history' | 'lookup';

export interface RecordsKey {
  readonly snapshotId: string;
  readonly kind: RecordsKind;
  /** The start times that the object vouches for; null if none. */
  readonly window: Window | null;
}

const HISTORY_NAME = /^(\d{8}T\d{6}Z)-(?:lookup|(\d{13})-(\d{13})(-undated|-late)?)\.ndjson\.gz$/;
const ACTIVE_NAME = /^(\d{8}T\d{6}Z)\.ndjson\.gz$/;

/** The parts of the key of an object of records; null for any other key. */
export function parseRecordsKey(key: string): RecordsKey | null {
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (key.startsWith(ACTIVE_PREFIX)) {
    const snapshotId = ACTIVE_NAME.exec(name)?.[1];
    return snapshotId === undefined ? null : { snapshotId, kind: 'active', window: null };
  }
  const match = key.startsWith(HISTORY_PREFIX) ? HISTORY_NAME.exec(name) : null;
  if (!match) return null;
  const [, snapshotId = '', from, to, suffix] = match;
  if (from === undefined) return { snapshotId, kind: 'lookup', window: null };
  const window = { fromMs: from === OPEN_FROM ? null : Number(from), toMs: to === OPEN_TO ? null : Number(to) };
  return { snapshotId, kind: 'history', window: suffix === undefined ? window : null };
}

function pad(ms: number | null): string | undefined {
  return ms === null ? undefined : String(ms).padStart(13, '0');
}
