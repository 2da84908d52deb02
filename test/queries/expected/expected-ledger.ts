// The expected answer about completeness: what the planned snapshots did not see in the first quarter of 2026.
import { DAY_MS, inOrder, timestamp, type Row } from './seen-sessions';
import { TRUE_SESSIONS, type TrueSession } from '../fixture/true-sessions';
import { ACTIVE_AFTER, HISTORY_AFTER, SNAPSHOTS, stateAt } from '../fixture/what-ssm-shows';

const FROM = Date.parse('2026-01-01T00:00:00Z');
const TO = Date.parse('2026-04-01T00:00:00Z');
const MEMORY = 30 * DAY_MS;
/** Older snapshots do not count: a month before the period is enough to know what SSM forgot in it. */
const LEDGER_FROM = Date.parse('2025-12-01T00:00:00Z');
/** A session that goes missing at this age is no loss: nobody ended it, and SSM forgets it. */
const FADING_AGE = 29.5 * DAY_MS;
/** For this long, History may still show the session's end. */
const FADED_AFTER = DAY_MS / 8;

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

const SCOPES: readonly Scope[] = [
  { accountId: '111122223333', region: 'eu-west-1' },
  { accountId: '111122223333', region: 'us-east-1' },
  { accountId: '444455556666', region: 'eu-west-1' },
  { accountId: '444455556666', region: 'us-east-1' },
];

function completeTimes(scope: Scope): number[] {
  return SNAPSHOTS.filter(({ isComplete, time }) => isComplete && time >= LEDGER_FROM)
    .filter(({ accountId, region }) => accountId === scope.accountId && region === scope.region)
    .map(({ time }) => time);
}

type Finding = (
  finding: string,
  from: number,
  to: number,
  rest?: { snapshots?: number; session_id?: string | null },
) => Row;

/** Times that no snapshot read, or read too late. */
function unseen(times: readonly number[], finding: Finding): Row[] {
  const isSeen = times.some((time) => time >= FROM && time < TO);
  const absent = isSeen ? [] : [finding('no snapshot in the period', FROM, TO, { snapshots: 0 })];
  if (times.length === 0) return absent;
  const [first = Infinity] = times;
  const last = times.at(-1) ?? -Infinity;
  const rows = [...absent, finding('snapshots', first, last, { snapshots: times.length })];
  if (first - MEMORY > FROM) rows.push(finding('not seen before', FROM, first - MEMORY));
  if (last < TO) rows.push(finding('not seen since', last, TO));
  times.forEach((time, index) => {
    const previous = times[index - 1] ?? time;
    if (previous >= TO) return;
    if (time - previous > DAY_MS && time > FROM) rows.push(finding('gap', previous, time));
    if (time - previous > MEMORY && time - MEMORY > FROM)
      rows.push(finding('may be forgotten', previous, time - MEMORY));
  });
  return rows;
}

/** A session with an id that a complete snapshot saw open and no later one saw: pending, and unresolved after a day. */
function missing(session: TrueSession, times: readonly number[], finding: Finding): Row[] {
  if (session.id === null) return [];
  const stateWhenRead = (time: number) => stateAt(session, time + ACTIVE_AFTER);
  const lastSeen = times.filter((time) => stateWhenRead(time) !== null).at(-1);
  if (lastSeen === undefined || stateWhenRead(lastSeen) !== 'Active') return [];
  const since = times.find((time) => time > lastSeen);
  if (since === undefined || since < FROM || session.start >= TO) return [];
  const isGivenUp = times.some((time) => time >= since + DAY_MS);
  const isFading = since - session.start >= FADING_AGE;
  const isFaded = isFading && times.some((time) => time >= since + FADED_AFTER);
  const what = isFaded ? 'faded' : isGivenUp && !isFading ? 'unresolved' : 'pending';
  return [finding(what, session.start, since, { session_id: session.id })];
}

/** Sessions without an id: counts the snapshots that hold records of any. */
function unidentified(sessions: readonly TrueSession[], times: readonly number[], finding: Finding): Row[] {
  const nameless = sessions.filter(({ id }) => id === null);
  const isSeen = (session: TrueSession, time: number) =>
    stateAt(session, time + ACTIVE_AFTER) === 'Active' || stateAt(session, time + HISTORY_AFTER) === 'History';
  const seen = times.filter((time) => time >= FROM && time < TO && nameless.some((session) => isSeen(session, time)));
  const [first, last] = [seen[0], seen.at(-1)];
  return first === undefined || last === undefined
    ? []
    : [finding('no session_id', first, last, { snapshots: seen.length })];
}

export const EXPECTED_LEDGER: Readonly<Record<string, () => Row[]>> = {
  'is-the-archive-complete': () => {
    const rows = SCOPES.flatMap((scope) => {
      const finding: Finding = (what, from, to, { snapshots = null, session_id = null } = {}) => ({
        account_id: scope.accountId,
        region: scope.region,
        finding: what,
        from_time: timestamp(from),
        to_time: timestamp(to),
        snapshots,
        session_id,
      });
      const times = completeTimes(scope);
      const own = TRUE_SESSIONS.filter((one) => one.accountId === scope.accountId && one.region === scope.region);
      return [
        ...unseen(times, finding),
        ...unidentified(own, times, finding),
        ...own.flatMap((session) => missing(session, times, finding)),
      ];
    });
    return inOrder(rows, 'account_id', 'region', 'from_time', 'finding', 'session_id');
  },
};
