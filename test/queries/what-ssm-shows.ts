// SSM over the true sessions: what it shows of them at a moment, and when the fixture's snapshots look.
import { newestFirst, type SessionSource, type SessionState, type WireSession } from '../../local/world/sessions';
import { TRUE_SESSIONS, type TrueSession } from './true-sessions';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

/** How long after its scheduled time a snapshot reads the two states. */
export const ACTIVE_AFTER = 15 * SECOND;
export const HISTORY_AFTER = 25 * SECOND;

/** The state in which SSM shows a session at a moment; null: in neither. */
export function stateAt({ start, end, forgotten }: TrueSession, now: number): SessionState | null {
  if (now < start || now >= (forgotten ?? (end ?? now) + 30 * DAY)) return null;
  return end !== null && end <= now ? 'History' : 'Active';
}

/** Whether its window is open, as far as SSM tells; a Failed one is not. */
export function isConnected({ windowClosed = Infinity, status }: TrueSession, now: number): boolean {
  return now < windowClosed && status !== 'Failed';
}

/** The session as DescribeSessions writes it. */
function toWire(session: TrueSession, state: SessionState, now: number): WireSession {
  const { end, owner, target } = session;
  const saidEnd = session.saidEnd ?? end;
  return {
    SessionId: session.id ?? undefined,
    Target: target.id ?? undefined,
    Status:
      session.status ?? (state === 'History' ? 'Terminated' : isConnected(session, now) ? 'Connected' : 'Disconnected'),
    StartDate: session.undated ? undefined : session.start / SECOND,
    EndDate: state === 'History' && saidEnd !== null && !session.endUnknown ? saidEnd / SECOND : undefined,
    DocumentName: session.documentName,
    Owner: owner.arn ?? undefined,
    Reason: session.reason,
    Details: session.details,
    OutputUrl: { S3OutputUrl: session.s3OutputUrl, CloudWatchOutputUrl: session.cloudWatchOutputUrl },
    MaxSessionDuration: session.capMinutes?.toString(),
    AccessType: session.accessType,
  };
}

/** What SSM in one account serves. */
export function ssmOf(accountId: string): SessionSource {
  return {
    sessions: (region, state, now) =>
      newestFirst(
        TRUE_SESSIONS.filter((session) => session.accountId === accountId && session.region === region)
          .filter((session) => stateAt(session, now) === state)
          .map((session) => toWire(session, state, now)),
      ),
  };
}

/** One run of the reporter in one scope. */
export interface PlannedSnapshot {
  readonly accountId: string;
  readonly region: string;
  /** Its scheduled time, epoch milliseconds. */
  readonly time: number;
  /** It gets as far as its manifest. */
  readonly isComplete: boolean;
}

/** Every day at 01:00 from the first to the last, but for some that are left out and some that stay without a manifest. */
function daily(
  accountId: string,
  region: string,
  first: string,
  { leftOut = [], incomplete = [] }: { leftOut?: string[]; incomplete?: string[] } = {},
): PlannedSnapshot[] {
  const snapshots: PlannedSnapshot[] = [];
  for (let time = Date.parse(`${first}T01:00:00Z`); time <= Date.parse('2026-04-01T01:00:00Z'); time += DAY) {
    const day = new Date(time).toISOString().slice(0, 10);
    if (!leftOut.includes(day)) snapshots.push({ accountId, region, time, isComplete: !incomplete.includes(day) });
  }
  return snapshots;
}

const at = (time: string) => Date.parse(time);

/** Every snapshot of every scope, each scope's in order of time. */
export const SNAPSHOTS: readonly PlannedSnapshot[] = [
  ...daily('111122223333', 'eu-west-1', '2026-02-20', {
    leftOut: ['2026-03-10', '2026-03-11'],
    incomplete: ['2026-03-20'],
  }),
  { accountId: '111122223333', region: 'eu-west-1', time: at('2026-04-01T02:00:00Z'), isComplete: false },
  { accountId: '444455556666', region: 'eu-west-1', time: at('2025-11-30T01:00:00Z'), isComplete: true },
  ...daily('444455556666', 'eu-west-1', '2025-12-29'),
  // A Region that was given up months before.
  { accountId: '444455556666', region: 'us-east-1', time: at('2025-10-31T01:00:00Z'), isComplete: true },
  { accountId: '444455556666', region: 'us-east-1', time: at('2025-11-01T01:00:00Z'), isComplete: true },
  { accountId: '111122223333', region: 'us-east-1', time: at('2025-12-01T01:00:00Z'), isComplete: true },
  { accountId: '111122223333', region: 'us-east-1', time: at('2026-01-05T01:00:00Z'), isComplete: true },
  ...daily('111122223333', 'us-east-1', '2026-03-01'),
];
