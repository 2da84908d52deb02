// The expected answers that count.
import type { Value } from '../../local/duckdb';
import { inOrder, SEEN_SESSIONS, timestamp, type Row, type SeenSession } from './seen-sessions';

const since = (first: string) => SEEN_SESSIONS.filter(({ day }) => day >= first && day <= '2026-03-31');
const inMarch = since('2026-03-01');

/** Sessions by key, as GROUP BY gathers them: nulls are a group of their own. */
function groups(sessions: readonly SeenSession[], key: (session: SeenSession) => Value[]): SeenSession[][] {
  const byKey = new Map<string, SeenSession[]>();
  for (const session of sessions) {
    const name = JSON.stringify(key(session));
    byKey.set(name, [...(byKey.get(name) ?? []), session]);
  }
  return [...byKey.values()];
}

function countDistinct(sessions: readonly SeenSession[], value: (session: SeenSession) => Value): number {
  return new Set(sessions.map(value).filter((one) => one !== null)).size;
}

function minutes(sessions: readonly SeenSession[]): number | null {
  const seconds = sessions.flatMap(({ start, end }) =>
    start === null || end === null ? [] : [Math.floor((end - start) / 1000)],
  );
  return seconds.length === 0 ? null : Math.floor(seconds.reduce((sum, one) => sum + one) / 60);
}

const starts = (sessions: readonly SeenSession[]) => sessions.flatMap(({ start }) => (start === null ? [] : [start]));
const first = (times: number[]) => (times.length === 0 ? null : timestamp(Math.min(...times)));
const last = (times: number[]) => (times.length === 0 ? null : timestamp(Math.max(...times)));

const ownerName = ({ owner }: SeenSession) => owner.name;
const targetId = ({ target }: SeenSession) => target.id;

function top(column: string, of: typeof ownerName, counted: string, distinct: typeof ownerName): Row[] {
  const rows = groups(inMarch, (session) => [of(session)]).map((sessions) => ({
    [column]: sessions.map(of)[0] ?? null,
    sessions: sessions.length,
    [counted]: countDistinct(sessions, distinct),
    minutes: minutes(sessions),
    last_start_time: last(starts(sessions)),
  }));
  return inOrder(rows, '-sessions', column).slice(0, 20);
}

/** The most sessions of one person at a time: counted at each start, with the sessions that ended at that moment gone. */
function mostOpen(sessions: readonly SeenSession[]): Row[] {
  const spans = sessions.flatMap(({ start, end, lastSeenOpen }) => {
    const until = end ?? lastSeenOpen;
    return start === null || until === null ? [] : [{ start, until: Math.max(start, until) }];
  });
  const counts = spans.map(({ start }) => ({
    start,
    open: spans.filter((other) => other.start <= start && other.until > start).length,
  }));
  const most = Math.max(...counts.map(({ open }) => open));
  const time = Math.min(...counts.filter(({ open }) => open === most).map(({ start }) => start));
  return most < 2
    ? []
    : [{ owner_name: sessions[0]?.owner.name ?? null, most_open_sessions: most, first_time: timestamp(time) }];
}

export const EXPECTED_TOTALS: Readonly<Record<string, () => Row[]>> = {
  'top-owners': () => top('owner_name', ownerName, 'targets', targetId),

  'top-targets': () => top('target', targetId, 'owners', ownerName),

  'sessions-per-day': () => {
    const rows = groups(inMarch, ({ day, accountId, region }) => [day, accountId, region]).map((sessions) => ({
      start_date: sessions[0]?.day ?? null,
      account_id: sessions[0]?.accountId ?? null,
      region: sessions[0]?.region ?? null,
      sessions: sessions.length,
      owners: countDistinct(sessions, ownerName),
      targets: countDistinct(sessions, targetId),
    }));
    return inOrder(rows, 'start_date', 'account_id', 'region');
  },

  'first-time-on-a-machine': () => {
    const pairs = groups(since('2025-03-01'), (session) => [
      ownerName(session),
      targetId(session),
      session.accountId,
      session.region,
    ]);
    const rows = pairs
      .filter((sessions) => sessions.every(({ day }) => day >= '2026-03-01'))
      .map((sessions) => ({
        first_start_time: first(starts(sessions)),
        owner_name: sessions.map(ownerName)[0] ?? null,
        target: sessions.map(targetId)[0] ?? null,
        sessions_so_far: sessions.length,
        account_id: sessions[0]?.accountId ?? null,
        region: sessions[0]?.region ?? null,
      }));
    return inOrder(rows, 'first_start_time', 'owner_name', 'target', 'account_id', 'region');
  },

  'concurrent-sessions': () => {
    const rows = groups(inMarch, (session) => [ownerName(session)]).flatMap(mostOpen);
    return inOrder(rows, '-most_open_sessions', 'owner_name');
  },
};
