// What a snapshot may lack: sessions that an earlier snapshot saw open and that the source has shown in neither state since, and start
// times that the source no longer shows.
import { SOURCES } from '../lib/contract';
import type { Manifest, MissingSession } from './store/manifest';
import type { SessionSummary } from './store/stored';
import { DAY_MS, formatTimestamp, HOUR_MS, parseSnapshotId, parseTimestamp, SECOND_MS } from './time';

/** SSM may list a session in History with this delay. */
export const HISTORY_DELAY_MS = 3 * HOUR_MS;

/** A session missing for this long makes a full scan due. If that does not find it either, the manifest lists it as unresolved. */
const GIVE_UP_MS = DAY_MS;

/**
 * If somebody closes the browser window and does not end the session, it stays Active for up to 30 days. Then SSM forgets it, at an
 * unknown hour, and snapshots may be half a day apart.
 */
const FADING_AGE_MS = 29.5 * DAY_MS;

/** The sessions that the previous snapshot had as Active or pending, by id. Each is missing unless this snapshot finds it. */
export function expectSessions(
  previous: Manifest | null,
  previouslyActive: readonly Pick<SessionSummary, 'session_id' | 'start_time'>[],
  snapshotMs: number,
): Map<string, MissingSession> {
  const missing = new Map<string, MissingSession>();
  for (const { session_id, start_time } of previouslyActive) {
    if (session_id !== null) missing.set(session_id, { session_id, start_time, since: formatTimestamp(snapshotMs) });
  }
  for (const session of previous?.pending ?? []) missing.set(session.session_id, session);
  return missing;
}

/**
 * Whether a session went missing at the age at which SSM forgets sessions without an end. That is no loss, so it causes no alarm and no
 * full scan. A session without a start time never fades.
 */
export function isFading({ start_time, since }: MissingSession): boolean {
  return start_time !== null && parseTimestamp(since) - parseTimestamp(start_time) >= FADING_AGE_MS;
}

/** Whether a session has been missing for so long that only a full scan can still find it. */
export function isLost(session: MissingSession, snapshotMs: number): boolean {
  return !isFading(session) && isMissingFor(GIVE_UP_MS, session, snapshotMs);
}

/** Divides the sessions that are still missing as the manifest lists them. Only a full scan makes a session unresolved. */
export function sortOutMissing(
  missing: Iterable<MissingSession>,
  snapshotMs: number,
  isFull: boolean,
): Pick<Manifest, 'pending' | 'unresolved' | 'faded'> {
  const sorted = oldestFirst(missing);
  const unresolved = sorted.filter((session) => isFull && isLost(session, snapshotMs));
  // It may have ended in its last hour, and History lists it with a delay.
  const faded = sorted.filter((session) => isFading(session) && isMissingFor(HISTORY_DELAY_MS, session, snapshotMs));
  const dropped = new Set([...unresolved, ...faded]);
  return { pending: sorted.filter((session) => !dropped.has(session)), unresolved, faded };
}

function isMissingFor(ms: number, { since }: MissingSession, snapshotMs: number): boolean {
  return snapshotMs - parseTimestamp(since) >= ms;
}

/** The longest missing first. */
export function oldestFirst(missing: Iterable<MissingSession>): MissingSession[] {
  return [...missing].sort((a, b) => compare(a.since, b.since) || compare(a.session_id, b.session_id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * Seconds between the previous snapshot and the first start time that this one vouches for: sessions that started and ended in between
 * may be lost. 0 without such a gap, for the first snapshot, and for SSM, which keeps every session for 30 days.
 */
export function unseenSeconds({ source, history_from: from, previous }: Manifest): number {
  const before = parseSnapshotId(/\d{8}T\d{6}Z/.exec(previous?.key ?? '')?.[0] ?? '');
  return source !== SOURCES.alibaba || from === null || Number.isNaN(before)
    ? 0
    : Math.max(0, (parseTimestamp(from) - before) / SECOND_MS);
}
