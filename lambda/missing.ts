// What a snapshot may lack: sessions that an earlier one saw open and that the source has shown in neither state since, and a time of
// which the source showed nothing.
import { SOURCES } from '../lib/contract';
import type { Manifest, MissingSession } from './store/manifest';
import type { SessionSummary } from './store/stored';
import { DAY_MS, formatTimestamp, HOUR_MS, parseSnapshotId, parseTimestamp, SECOND_MS } from './time';

/** SSM may list a session in History this late. */
export const HISTORY_DELAY_MS = 3 * HOUR_MS;

/** After this long a full scan is due; what that does not find either is given up, and said so. */
const GIVE_UP_MS = DAY_MS;

/**
 * A session whose window was closed without ending it stays Active for up to 30 days, and then SSM forgets it. Nobody knows the hour, and
 * snapshots may be half a day apart.
 */
const FADING_AGE_MS = 29.5 * DAY_MS;

/** Every session the previous snapshot had as Active or pending, by id: missing, unless this snapshot finds it. */
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
 * Whether a session went missing at an age at which SSM forgets one that nobody ended: that is no loss, so neither an alarm nor a full
 * scan follows. One that started at a time unknown is like any other.
 */
export function isFading({ start_time, since }: MissingSession): boolean {
  return start_time !== null && parseTimestamp(since) - parseTimestamp(start_time) >= FADING_AGE_MS;
}

/** Whether a session has been missing for so long that only a full scan can tell. */
export function isLost(session: MissingSession, snapshotMs: number): boolean {
  return !isFading(session) && isMissingFor(GIVE_UP_MS, session, snapshotMs);
}

/** What the manifest says of the sessions that are missing still. Only a full scan gives any up that are not fading. */
export function sortOutMissing(
  missing: Iterable<MissingSession>,
  snapshotMs: number,
  isFull: boolean,
): Pick<Manifest, 'pending' | 'unresolved' | 'faded'> {
  const sorted = oldestFirst(missing);
  const unresolved = sorted.filter((session) => isFull && isLost(session, snapshotMs));
  // It may have ended in its last hour, and History may be late to say so.
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
 * Seconds between the snapshot before and the oldest start that this one vouches for; 0 if these times meet, or nothing was promised
 * before. 0 of SSM, which keeps every session of 30 days.
 */
export function unseenSeconds({ source, history_from: from, previous }: Manifest): number {
  const before = parseSnapshotId(/\d{8}T\d{6}Z/.exec(previous?.key ?? '')?.[0] ?? '');
  return source !== SOURCES.alibaba || from === null || Number.isNaN(before)
    ? 0
    : Math.max(0, (parseTimestamp(from) - before) / SECOND_MS);
}
