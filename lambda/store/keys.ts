// The object keys of one scope: where a snapshot's objects and its manifest lie, and what a key says of the object.
import { manifestsPrefix, sessionsPrefix, type Scope } from '../../lib/contract';
import { formatDay } from '../time';
import type { Window } from '../scan/windows';

/** A snapshot is named by its scheduled time, a whole second: `20260131T010000Z`. */
export interface SnapshotName {
  readonly id: string;
  readonly ms: number;
}

/** What of a snapshot an object holds, as it stands in the key between the snapshot's name and `.ndjson.gz`. */
export const ACTIVE = 'active';
export const LOOKUP = 'lookup';

const OPEN_FROM = '0'.repeat(13);
const OPEN_TO = '9'.repeat(13);

/** `history-<fromMs>-<toMs>`: the object answers for every session that SSM had with a start in the window. */
export function historyPart(window: Window): string {
  return `history-${pad(window.fromMs) ?? OPEN_FROM}-${pad(window.toMs) ?? OPEN_TO}`;
}

/** Sessions that have no usable start time, of one window: vouches for nothing. */
export function undatedPart(window: Window): string {
  return `${historyPart(window)}-undated`;
}

/** Sessions that came out of order, after the windows of their start times had been written: vouches for nothing. */
export function latePart(window: Window): string {
  return `${historyPart(window)}-late`;
}

/** The key of an object of records. `dayMs` is any time on the UTC day under which it is filed. */
export function recordsKey(scope: Scope, dayMs: number, snapshotId: string, part: string): string {
  return `${sessionsPrefix(scope)}start_date=${formatDay(dayMs)}/${snapshotId}-${part}.ndjson.gz`;
}

export function manifestKey(scope: Scope, snapshotId: string): string {
  const day = `${snapshotId.slice(0, 4)}-${snapshotId.slice(4, 6)}-${snapshotId.slice(6, 8)}`;
  return `${manifestsPrefix(scope)}snapshot_date=${day}/${snapshotId}.json`;
}

/** Keys sort by time, so listing after this one yields what lies under the day of `ms` and all later ones. */
export function firstKeyOf(prefix: string, dateColumn: 'start_date' | 'snapshot_date', ms: number): string {
  return `${prefix}${dateColumn}=${formatDay(Math.max(0, ms))}/`;
}

export type RecordsKind = 'active' | 'history' | 'lookup';

export interface RecordsKey {
  readonly snapshotId: string;
  readonly kind: RecordsKind;
  /** What the object answers for; null if it vouches for nothing. */
  readonly window: Window | null;
}

/** What the key of an object of records says; null for any other key. */
export function parseRecordsKey(key: string): RecordsKey | null {
  const match = /\/(\d{8}T\d{6}Z)-(active|history|lookup)(?:-(\d{13})-(\d{13}))?(-\w+)?\.ndjson\.gz$/.exec(key);
  if (!match) return null;
  const [, snapshotId, kind, from, to, suffix] = match as unknown as [
    string,
    string,
    RecordsKind,
    string?,
    string?,
    string?,
  ];
  const window = { fromMs: from === OPEN_FROM ? null : Number(from), toMs: to === OPEN_TO ? null : Number(to) };
  return { snapshotId, kind, window: from === undefined || suffix !== undefined ? null : window };
}

function pad(ms: number | null): string | undefined {
  return ms === null ? undefined : String(ms).padStart(13, '0');
}
