// The expected answers with counts.
import type { Value } from '../../../cli/engines/engine';
import { inOrder, SEEN_SESSIONS, timestamp, type Row, type SeenSession } from './seen-sessions';

const since = (first: string) => SEEN_SESSIONS.filter(({ day }) => day >= first && day <= '2026-03-31');
const inMarch = since('2026-03-01');

/** Sessions by key, as GROUP BY does: nulls are a group of their own. */
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
    start === null || end === null || end < start ? [] : [Math.floor((end - start) / 1000)],
  );
  return seconds.length === 0 ? null : Math.floor(seconds.reduce((sum, one) => sum + one) / 60);
}

const starts = (sessions: readonly SeenSession[]) => sessions.flatMap(({ start }) => (start === null ? [] : [start]));
const first = (times: number[]) => (times.length === 0 ? null : timestamp(Math.min(...times)));
const last = (times: number[]) => (times.length === 0 ? null : timestamp(Math.max(...times)));

const personOf = ({ owner }: SeenSession) => owner.person;
const targetId = ({ target }: SeenSession) => target.id;
const withoutPerson = (sessions: readonly SeenSession[]) => sessions.filter((one) => personOf(one) === null).length;

/** The person of a session, or its role or service if it names no person. */
const behind = ({ owner }: SeenSession) => ({
  person: owner.person,
  person_kind: owner.kind ?? 'person',
  role_or_service: owner.person === null ? (owner.role ?? owner.name) : null,
  person_named_in: owner.namedIn ?? null,
});
const byBehind = (session: SeenSession) => Object.values(behind(session));

const NOBODY = { person: null, person_kind: null, role_or_service: null, person_named_in: null };
const behindAll = (sessions: readonly SeenSession[]) => sessions.map(behind)[0] ?? NOBODY;

/**
 * The largest number of sessions open at once, and its first time. A session that ends at a moment is not open at it.
 */
function mostOpen(sessions: readonly SeenSession[]): { most: number; time: number } {
  const spans = sessions.flatMap(({ start, end }) =>
    start === null || end === null ? [] : [{ start, until: Math.max(start, end) }],
  );
  const counts = spans.map(({ start }) => ({
    start,
    open: spans.filter((other) => other.start <= start && other.until > start).length,
  }));
  const most = Math.max(0, ...counts.map(({ open }) => open));
  return { most, time: Math.min(...counts.filter(({ open }) => open === most).map(({ start }) => start)) };
}

function concurrency(sessions: readonly SeenSession[]): Row[] {
  const { most, time } = mostOpen(sessions);
  const who = behindAll(sessions);
  const unended = sessions.filter(({ end }) => end === null).length;
  const totals = { sessions: sessions.length, unended_sessions: unended };
  const row = { ...who, most_open_sessions: null, first_time: null, ...totals };
  if (who.person === null) return [{ ...row, finding: 'names no person' }];
  if (most >= 2)
    return [{ ...row, finding: 'at the same time', most_open_sessions: most, first_time: timestamp(time) }];
  return unended >= 2 ? [{ ...row, finding: 'not seen to end' }] : [];
}

export const EXPECTED_TOTALS: Readonly<Record<string, () => Row[]>> = {
  'top-owners': () => {
    const rows = groups(inMarch, byBehind).map((sessions) => ({
      ...behindAll(sessions),
      sessions: sessions.length,
      targets: countDistinct(sessions, targetId),
      minutes: minutes(sessions),
      last_start_time: last(starts(sessions)),
    }));
    return inOrder(rows, '-sessions', 'person', 'role_or_service', 'person_kind', 'person_named_in').slice(0, 20);
  },

  'top-targets': () => {
    const rows = groups(inMarch, (session) => [targetId(session)]).map((sessions) => ({
      target: sessions.map(targetId)[0] ?? null,
      sessions: sessions.length,
      people: countDistinct(sessions, personOf),
      sessions_without_person: withoutPerson(sessions),
      minutes: minutes(sessions),
      last_start_time: last(starts(sessions)),
    }));
    return inOrder(rows, '-sessions', 'target').slice(0, 20);
  },

  'sessions-per-day': () => {
    const rows = groups(inMarch, ({ day, accountId, region }) => [day, accountId, region]).map((sessions) => ({
      start_date: sessions[0]?.day ?? null,
      account_id: sessions[0]?.accountId ?? null,
      region: sessions[0]?.region ?? null,
      sessions: sessions.length,
      people: countDistinct(sessions, personOf),
      sessions_without_person: withoutPerson(sessions),
      targets: countDistinct(sessions, targetId),
    }));
    return inOrder(rows, 'start_date', 'account_id', 'region');
  },

  'first-time-on-a-machine': () => {
    const pairs = groups(since('2025-03-01'), (session) => [
      ...byBehind(session),
      targetId(session),
      session.accountId,
      session.region,
    ]);
    const rows = pairs
      .filter((sessions) => sessions.every(({ day }) => day >= '2026-03-01'))
      .map((sessions) => ({
        first_start_time: first(starts(sessions)),
        ...behindAll(sessions),
        target: sessions.map(targetId)[0] ?? null,
        sessions_so_far: sessions.length,
        account_id: sessions[0]?.accountId ?? null,
        region: sessions[0]?.region ?? null,
      }));
    return inOrder(
      rows,
      ...['first_start_time', 'person', 'role_or_service', 'target', 'account_id', 'region', 'person_kind'],
    );
  },

  'concurrent-sessions': () =>
    inOrder(
      groups(inMarch, byBehind).flatMap(concurrency),
      ...['finding', '-most_open_sessions', '-sessions', 'person', 'person_kind', 'role_or_service', 'person_named_in'],
    ),
};
