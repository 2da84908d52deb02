// Sessions that an earlier snapshot saw open and that SSM has shown in neither state since.
import type { Manifest, MissingSession } from './store/manifest';
import type { SessionSummary } from './store/stored';
import { DAY_MS, formatTimestamp, parseTimestamp } from './time';

/** After this long a full scan is due; what that does not find either is given up, and said so. */
export const GIVE_UP_MS = DAY_MS;

/** Every session the previous snapshot had as Active or pending, by id: missing, unless this snapshot finds it. */
export function expectSessions(
  previous: Manifest | null,
  previouslyActive: readonly SessionSummary[],
  snapshotMs: number,
): Map<string, MissingSession> {
  const missing = new Map<string, MissingSession>();
  for (const { session_id, start_time } of previouslyActive) {
    if (session_id !== null) missing.set(session_id, { session_id, start_time, since: formatTimestamp(snapshotMs) });
  }
  for (const session of previous?.pending ?? []) missing.set(session.session_id, session);
  return missing;
}

/** What the manifest of a full scan says of the sessions that are missing still. */
export function sortOutMissing(
  missing: Iterable<MissingSession>,
  snapshotMs: number,
): { pending: MissingSession[]; unresolved: MissingSession[] } {
  const isGivenUp = ({ since }: MissingSession) => snapshotMs - parseTimestamp(since) >= GIVE_UP_MS;
  const sorted = oldestFirst(missing);
  return { pending: sorted.filter((session) => !isGivenUp(session)), unresolved: sorted.filter(isGivenUp) };
}

/** The longest missing first. */
export function oldestFirst(missing: Iterable<MissingSession>): MissingSession[] {
  return [...missing].sort((a, b) => compare(a.since, b.since) || compare(a.session_id, b.session_id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
