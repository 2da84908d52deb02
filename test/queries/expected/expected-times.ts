// The expected answers about durations, times, and open sessions.
import { dayOf, identity, inOrder, SEEN_SESSIONS, timestamp, whose, type Row, type SeenSession } from './seen-sessions';
import { SNAPSHOTS } from '../fixture/what-ssm-shows';

const HOUR = 3_600_000;
const inMarch = SEEN_SESSIONS.filter(({ day }) => day >= '2026-03-01' && day <= '2026-03-31');

/** Its end, or the last time at which it was seen connected; null: neither is known. */
const until = ({ end, lastConnected }: SeenSession) => end ?? lastConnected;
const status = (session: SeenSession) =>
  session.status ??
  (session.isEnded ? 'Terminated' : session.lastConnected === session.lastSeenOpen ? 'Connected' : 'Disconnected');

/** Wall-clock time in Berlin: UTC+1, from 2026-03-29 01:00 UTC on UTC+2. */
function inBerlin(ms: number): number {
  return ms + (ms >= Date.parse('2026-03-29T01:00:00Z') ? 2 : 1) * HOUR;
}

function businessHours(session: SeenSession): Row[] {
  if (session.start === null) return [];
  const start = inBerlin(session.start);
  // If the session was not seen to end, only its start counts.
  const end = session.end === null ? null : inBerlin(session.end);
  const weekday = new Date(start).getUTCDay();
  const hour = (ms: number) => new Date(ms).getUTCHours();
  let finding = '';
  if (end !== null && end >= start && hour(end) >= 18) finding = 'ended after hours';
  if (end !== null && dayOf(end) > dayOf(start)) finding = 'open overnight';
  if (hour(start) >= 18) finding = 'started after hours';
  if (hour(start) < 8) finding = 'started before hours';
  if (weekday === 0 || weekday === 6) finding = 'started at a weekend';
  if (finding === '') return [];
  return [
    {
      local_start_time: timestamp(start),
      local_end_time: timestamp(end),
      local_last_connected_time:
        session.end === null && session.lastConnected !== null ? timestamp(inBerlin(session.lastConnected)) : null,
      finding,
      ...whose(session),
      target: session.target.id,
      reason: session.reason ?? null,
      ...identity(session),
    },
  ];
}

function longSessions(session: SeenSession): Row[] {
  const end = until(session);
  if (session.start === null || end === null) return [];
  const seconds = Math.floor((end - session.start) / 1000);
  const cap = session.capMinutes ?? null;
  const isOverCap = cap !== null && seconds > cap * 60;
  if (seconds <= 4 * 3600 && !isOverCap) return [];
  return [
    {
      minutes: Math.floor(seconds / 60),
      known_until: session.end === null ? 'last seen connected' : 'ended',
      cap_minutes: cap,
      over_cap: isOverCap,
      session_state: session.isEnded ? 'History' : 'Active',
      start_time: timestamp(session.start),
      end_time: timestamp(session.end),
      last_connected_time: timestamp(session.lastConnected),
      ...whose(session),
      target: session.target.id,
      ...identity(session),
    },
  ];
}

/** Sessions seen open by the last complete snapshot of their scope, or by a later one without a manifest. */
function openNow(): { session: SeenSession; start: number; lastSeen: number; completeAsOf: number }[] {
  return SEEN_SESSIONS.flatMap((session) => {
    const { accountId, region, start, lastSeenOpen: lastSeen } = session;
    const complete = SNAPSHOTS.filter((one) => one.accountId === accountId && one.region === region && one.isComplete);
    const completeAsOf = Math.max(...complete.map(({ time }) => time));
    return start !== null && lastSeen !== null && lastSeen >= completeAsOf
      ? [{ session, start, lastSeen, completeAsOf }]
      : [];
  });
}

function changes(session: SeenSession): Row[] {
  const rows = [
    { time: session.start, change: 'started' },
    { time: session.end, change: 'ended' },
  ];
  return rows
    .filter(({ time }) => time !== null && dayOf(time) === '2026-03-31')
    .map(({ time, change }) => ({
      change_time: timestamp(time),
      change,
      ...whose(session),
      target: session.target.id,
      status: status(session),
      reason: session.reason ?? null,
      ...identity(session),
    }));
}

const IDENTITY = ['account_id', 'region', 'session_id'];

export const EXPECTED_TIMES: Readonly<Record<string, () => Row[]>> = {
  'outside-business-hours': () =>
    inOrder(inMarch.flatMap(businessHours), 'local_start_time', ...IDENTITY, 'local_end_time'),

  'long-sessions': () => inOrder(inMarch.flatMap(longSessions), '-minutes', ...IDENTITY),

  'open-now': () => {
    const rows = openNow().map(({ session, start, lastSeen, completeAsOf }) => ({
      start_time: timestamp(start),
      open_hours: Math.floor((lastSeen - start) / HOUR),
      last_connected_time: timestamp(session.lastConnected),
      last_seen_time: timestamp(lastSeen),
      complete_as_of: timestamp(completeAsOf),
      ...whose(session),
      target: session.target.id,
      status: status(session),
      reason: session.reason ?? null,
      ...identity(session),
    }));
    return inOrder(rows, 'start_time', ...IDENTITY);
  },

  'open-for-a-day': () => {
    const rows = openNow()
      .filter(({ start, lastSeen }) => lastSeen - start > 24 * HOUR)
      .map(({ session, start, lastSeen }) => ({
        open_hours: Math.floor((lastSeen - start) / HOUR),
        start_time: timestamp(start),
        last_connected_time: timestamp(session.lastConnected),
        last_seen_time: timestamp(lastSeen),
        ...whose(session),
        target: session.target.id,
        status: status(session),
        ...identity(session),
      }));
    return inOrder(rows, 'start_time', ...IDENTITY);
  },

  'changed-on-a-day': () => inOrder(inMarch.flatMap(changes), 'change_time', ...IDENTITY, 'change'),
};
