// Computes the expected answers from the true sessions and the planned snapshots, without reading the archive.
import type { Value } from '../../../cli/engines/engine';
import { TRUE_SESSIONS, type TrueSession } from '../fixture/true-sessions';
import { ACTIVE_AFTER, HISTORY_AFTER, isConnected, SNAPSHOTS, stateAt } from '../fixture/what-ssm-shows';

/** A row of an answer. */
export type Row = Readonly<Record<string, Value>>;

/** A session as the archive can know it: one row of the view. */
export interface SeenSession extends Omit<TrueSession, 'start' | 'end'> {
  /** Epoch milliseconds; null: SSM did not say. */
  readonly start: number | null;
  /** Epoch milliseconds; null: not seen ended, or SSM did not say. */
  readonly end: number | null;
  readonly isEnded: boolean;
  /** The UTC day under which it is filed. */
  readonly day: string;
  /** Scheduled time of the last snapshot that saw it open; null once it has been seen ended. */
  readonly lastSeenOpen: number | null;
  /** Scheduled time of the last snapshot that saw it connected; null: none did. */
  readonly lastConnected: number | null;
}

export const DAY_MS = 86_400_000;

export const timestamp = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString().replace('T', ' ').slice(0, -1);

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Times of the snapshots, complete or not, that saw the session in a state. */
function sightings(session: TrueSession, state: 'Active' | 'History'): number[] {
  const readAt = state === 'Active' ? ACTIVE_AFTER : HISTORY_AFTER;
  return SNAPSHOTS.filter(({ accountId, region }) => accountId === session.accountId && region === session.region)
    .map(({ time }) => time)
    .filter((time) => stateAt(session, time + readAt) === state);
}

function rowsOf(session: TrueSession): SeenSession[] {
  const open = sightings(session, 'Active');
  const ended = sightings(session, 'History');
  // Two records without an id may be one session or two, so the view has no rows for them.
  if (open.length + ended.length === 0 || session.id === null) return [];
  const seen = seenAs(session, open, ended);
  if (!session.undated) return [seen];
  // A session without a start time is filed, and so counted, under the day of each snapshot that saw it.
  return [...new Set([...open, ...ended].map(dayOf))].map((day) => ({ ...seen, day }));
}

/** The view's row for these sightings. */
function seenAs(session: TrueSession, open: readonly number[], ended: readonly number[]): SeenSession {
  const isEnded = ended.length > 0;
  const connected = open.filter((time) => isConnected(session, time + ACTIVE_AFTER));
  return {
    ...session,
    start: session.undated ? null : session.start,
    end: isEnded && !session.endUnknown ? (session.saidEnd ?? session.end) : null,
    isEnded,
    day: dayOf(session.start),
    lastSeenOpen: isEnded ? null : Math.max(...open),
    lastConnected: connected.length > 0 ? Math.max(...connected) : null,
  };
}

/** Every row of the view `sessions`. */
export const SEEN_SESSIONS: readonly SeenSession[] = TRUE_SESSIONS.flatMap(rowsOf);

/** The columns that identify a session. Every list of sessions ends with them. */
export const identity = ({ accountId, region, id }: SeenSession) => ({ account_id: accountId, region, session_id: id });

/** The columns that say whose session it is. */
export const whose = ({ owner }: SeenSession) => ({
  person: owner.person,
  person_kind: owner.kind ?? 'person',
  owner_name: owner.name,
});

/** Sorts rows by columns as ORDER BY does: nulls last, `-column` descending. */
export function inOrder(rows: readonly Row[], ...columns: string[]): Row[] {
  const compare = (a: Row, b: Row): number => {
    for (const column of columns) {
      const name = column.replace(/^-/, '');
      const [left, right] = [a[name] ?? null, b[name] ?? null];
      if (left === right) continue;
      if (left === null || right === null) return left === null ? 1 : -1;
      return (left < right ? -1 : 1) * (column.startsWith('-') ? -1 : 1);
    }
    return 0;
  };
  return [...rows].sort(compare);
}
