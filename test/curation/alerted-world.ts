// The sessions for the alerts' questions: a quiet week, then one case for each alert. SSM and a trail both show them.
import type { Scope } from '../../lib/contract';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../lambda/time';
import { isoSecond, userIdentity, uuidOf } from '../../local/trail/identity';
import type { TrailEvent } from '../../local/trail/layout';
import { newestFirst, type SessionState, type WireSession } from '../../local/world/sessions';

export const SCOPE: Scope = { accountId: '111122223333', region: 'eu-west-1' };

/** An address that nobody uses in the quiet week. */
export const NEW_ADDRESS = '198.51.100.77';

export interface Planned {
  readonly id: string;
  readonly owner: string;
  readonly target: string;
  /** The start of its first day in UTC. */
  readonly dayMs: number;
  readonly fromHour: number;
  /** @default - it is open and disconnected */
  readonly toHour?: number;
  /** Only the record, or only the start in the trail, exists. @default - both exist */
  readonly only?: 'record' | 'start';
  readonly withoutMfa?: boolean;
  readonly address?: string;
  readonly error?: string;
  readonly deliveredAfterHours?: number;
}

const assumed = (role: string, name: string) =>
  `arn:aws:sts::${SCOPE.accountId}:assumed-role/${role}/${name}@example.com`;
const person = (name: string) => assumed('Operator', name);
const ROOT = `arn:aws:iam::${SCOPE.accountId}:root`;
const WORK = { fromHour: 10, toHour: 11 };

/** The weekdays of a period. */
function weekdays(fromMs: number, toMs: number): number[] {
  const days: number[] = [];
  for (let ms = Math.ceil(fromMs / DAY_MS) * DAY_MS; ms < toMs; ms += DAY_MS)
    if (![0, 6].includes(new Date(ms).getUTCDay())) days.push(ms);
  return days;
}

const quietDays = (now: number) => weekdays(now - 12 * DAY_MS, now - 6 * DAY_MS);

/** The time of the alerts' run for the quiet week: on the day of its last sessions, after their end. */
export const quietEnd = (now: number) => (quietDays(now).at(-1) ?? 0) + 12 * HOUR_MS;

/** Everybody uses a machine that they know, in the middle of the day, for an hour. */
export function quietSessions(now: number): Planned[] {
  const known = [
    { owner: person('alice'), target: 'i-00000000000000001' },
    { owner: person('bob'), target: 'i-00000000000000002' },
    // IAM Identity Center asks for MFA itself, and CloudTrail does not show that.
    {
      owner: assumed('AWSReservedSSO_Operator_0123456789abcdef', 'carol'),
      target: 'i-00000000000000001',
      withoutMfa: true,
    },
    { owner: ROOT, target: 'i-00000000000000001' },
  ];
  // Root has no session in the last 30 days.
  const before = known.map((each, i) => ({
    id: `known-${i}`,
    dayMs: weekdays(now - 45 * DAY_MS, now)[0] ?? 0,
    ...each,
  }));
  const week = quietDays(now).flatMap((dayMs, day) =>
    known.slice(0, 3).map((each, i) => ({
      id: `quiet-${day}-${i}`,
      dayMs,
      // As late as an event may come: at the end of the quiet week, some of the last sessions have no start in the
      // trail.
      deliveredAfterHours: i === 0 ? 20 : 0.1,
      ...each,
    })),
  );
  return [...before, ...week].map((each) => ({ ...each, ...WORK }));
}

/** One case for each alert, which no other alert finds. */
export function plantedSessions(now: number): Planned[] {
  const [dayMs = 0] = weekdays(now - 5 * DAY_MS, now - 2 * DAY_MS);
  const [one, two] = ['i-00000000000000001', 'i-00000000000000002'];
  const alice = { owner: person('alice'), target: one, dayMs, ...WORK };
  const bob = { owner: person('bob'), target: two, dayMs, ...WORK };
  return [
    { ...alice, id: 'planted-root', owner: ROOT },
    { ...alice, id: 'planted-long', fromHour: 8, toHour: 14 },
    { ...alice, id: 'planted-first', target: 'i-00000000000000003' },
    { ...bob, id: 'planted-late', fromHour: 20, toHour: 21 },
    { ...bob, id: 'planted-open', toHour: undefined },
    { ...alice, id: 'planted-no-mfa', withoutMfa: true },
    { ...alice, id: 'planted-unstarted', only: 'record' },
    { ...bob, id: 'planted-unrecorded', only: 'start' },
    { ...bob, id: 'planted-denied', only: 'start', error: 'AccessDenied' },
    { ...bob, id: 'planted-address', address: NEW_ADDRESS },
  ];
}

/** What SSM shows. */
export function worldOf(sessions: readonly Planned[]) {
  const recorded = sessions.filter(({ only }) => only !== 'start');
  const shown = (state: SessionState, now: number): WireSession[] =>
    newestFirst(
      recorded.flatMap(({ id, owner, target, dayMs, fromHour, toHour = Infinity }): WireSession[] => {
        const [startMs, endMs] = [dayMs + fromHour * HOUR_MS, dayMs + toHour * HOUR_MS];
        if (startMs > now || (state === 'Active') !== endMs > now || endMs < now - 30 * DAY_MS) return [];
        const wire = { SessionId: id, Owner: owner, Target: target, StartDate: startMs / SECOND_MS };
        return [
          state === 'Active'
            ? { ...wire, Status: 'Disconnected' }
            : { ...wire, Status: 'Terminated', EndDate: endMs / SECOND_MS },
        ];
      }),
    );
  return { shown };
}

/** The events in CloudTrail. */
export function startsOf(sessions: readonly Planned[]): TrailEvent[] {
  return sessions.filter(({ only }) => only !== 'record').map(startOf);
}

function startOf(session: Planned): TrailEvent {
  const { id, owner, target, error } = session;
  const { accountId, region } = SCOPE;
  const atMs = session.dayMs + session.fromHour * HOUR_MS;
  return {
    deliveredMs: atMs + (session.deliveredAfterHours ?? 0.1) * HOUR_MS,
    accountId,
    region,
    record: {
      eventVersion: '1.08',
      userIdentity: userIdentity({ arn: owner, accountId, atMs, mfa: session.withoutMfa !== true }),
      eventTime: isoSecond(atMs),
      eventSource: 'ssm.amazonaws.com',
      eventName: 'StartSession',
      awsRegion: region,
      sourceIPAddress: session.address ?? `203.0.113.${owner.length}`,
      userAgent: 'aws-cli/2.17.0',
      ...(error === undefined ? {} : { errorCode: error }),
      requestParameters: { target },
      responseElements: error === undefined ? { sessionId: id } : null,
      eventID: uuidOf(id),
      eventType: 'AwsApiCall',
      recipientAccountId: accountId,
    },
  };
}
