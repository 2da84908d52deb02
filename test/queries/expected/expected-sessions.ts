// The expected answers that are lists of sessions.
import { documentCalled } from '../fixture/documents';
import { CONTAINER, WEB } from '../fixture/people-and-machines';
import { identity, inOrder, SEEN_SESSIONS, timestamp, whose, type Row, type SeenSession } from './seen-sessions';

const MARCH = Date.parse('2026-03-01T00:00:00Z');
const startedInMarch = ({ day }: SeenSession) => day >= '2026-03-01' && day <= '2026-03-31';
const onInMarch = ({ day, start, end }: SeenSession) =>
  day >= '2026-02-01' && day <= '2026-03-31' && (end === null || Math.max(start ?? end, end) >= MARCH);

/** The sessions that satisfy `where`, as rows, in order of their start. */
function list(where: (session: SeenSession) => boolean, toRow: (session: SeenSession) => Row): Row[] {
  const rows = SEEN_SESSIONS.filter(where).map((session) => ({
    start_time: timestamp(session.start),
    ...toRow(session),
    ...identity(session),
  }));
  return inOrder(rows, 'start_time', 'account_id', 'region', 'session_id');
}

const reason = (session: SeenSession) => session.reason ?? null;
const documentOf = ({ documentName }: SeenSession) => documentCalled(documentName ?? null);

/** Sessions in March whose owner names no person, counted by role and scope. */
function anybodys(): Row[] {
  const counts = new Map<string, { first: number; sessions: SeenSession[] }>();
  for (const session of SEEN_SESSIONS.filter((one) => one.owner.person === null && onInMarch(one))) {
    const { owner, accountId, region, start } = session;
    const key = JSON.stringify([owner.kind, owner.type, owner.role ?? owner.name, accountId, region]);
    const { first, sessions } = counts.get(key) ?? { first: Infinity, sessions: [] };
    counts.set(key, { first: Math.min(first, start ?? Infinity), sessions: [...sessions, session] });
  }
  return [...counts.values()].flatMap(({ first, sessions }) => {
    const [one] = sessions;
    if (one === undefined) return [];
    return [
      {
        finding: `may be theirs: ${one.owner.kind ?? ''}`,
        sessions: sessions.length,
        start_time: timestamp(first),
        end_time: null,
        last_connected_time: null,
        last_seen_open: null,
        target: null,
        owner_type: one.owner.type,
        role_name: one.owner.role ?? one.owner.name,
        reason: null,
        person_named_in: one.owner.namedIn ?? null,
        account_id: one.accountId,
        region: one.region,
        session_id: null,
      },
    ];
  });
}

export const EXPECTED_SESSIONS: Readonly<Record<string, () => Row[]>> = {
  'who-was-on-a-machine': () =>
    list(
      (session) => session.target === WEB && onInMarch(session),
      (session) => ({
        end_time: timestamp(session.end),
        last_connected_time: session.end === null ? timestamp(session.lastConnected) : null,
        last_seen_open: timestamp(session.lastSeenOpen),
        person_named_in: session.owner.namedIn ?? null,
        ...whose(session),
        role_name: session.owner.role,
        reason: reason(session),
        document_name: session.documentName ?? null,
      }),
    ),

  'what-a-person-touched': () => {
    const theirs = SEEN_SESSIONS.filter((one) => one.owner.person === 'maria.silva@example.com' && onInMarch(one));
    const rows = theirs.map((session) => ({
      finding: 'this person',
      sessions: 1,
      start_time: timestamp(session.start),
      end_time: timestamp(session.end),
      last_connected_time: session.end === null ? timestamp(session.lastConnected) : null,
      last_seen_open: timestamp(session.lastSeenOpen),
      target: session.target.id,
      owner_type: session.owner.type,
      role_name: session.owner.role,
      reason: reason(session),
      person_named_in: null,
      ...identity(session),
    }));
    const order = ['start_time', 'account_id', 'region', 'session_id', 'role_name'];
    return inOrder([...rows, ...anybodys()], '-finding', ...order);
  },

  'port-forwarding-and-ssh': () =>
    list(
      (session) => startedInMarch(session) && documentOf(session).kind !== 'shell',
      (session) => ({
        end_time: timestamp(session.end),
        document_kind: documentOf(session).kind,
        document_name: session.documentName ?? null,
        ...whose(session),
        role_name: session.owner.role,
        target: session.target.id,
        reason: reason(session),
      }),
    ),

  'no-reason-or-ticket': () =>
    list(
      (session) => startedInMarch(session) && !/[A-Z]-[0-9]/.test(session.reason ?? ''),
      (session) => ({
        finding: session.reason === undefined ? 'no reason' : 'no ticket number',
        reason: reason(session),
        ...whose(session),
        role_name: session.owner.role,
        target: session.target.id,
      }),
    ),

  'standard-access': () =>
    list(
      (session) =>
        startedInMarch(session) && session.accountId === '444455556666' && session.accessType !== 'JustInTime',
      (session) => ({
        access_type: session.accessType ?? null,
        ...whose(session),
        role_name: session.owner.role,
        target: session.target.id,
        reason: reason(session),
      }),
    ),

  'root-and-iam-users': () =>
    list(
      (session) => startedInMarch(session) && ['root', 'iam-user'].includes(session.owner.type),
      (session) => ({
        end_time: timestamp(session.end),
        owner_type: session.owner.type,
        ...whose(session),
        target: session.target.id,
        reason: reason(session),
      }),
    ),

  'container-access': () =>
    list(
      (session) => startedInMarch(session) && session.target.type === 'ecs-task',
      (session) => ({
        end_time: timestamp(session.end),
        person_named_in: session.owner.namedIn ?? null,
        ...whose(session),
        role_name: session.owner.role,
        cluster: CONTAINER.cluster,
        task: CONTAINER.task,
        container: CONTAINER.name,
        reason: reason(session),
      }),
    ),

  'no-output-log': () =>
    list(
      (session) =>
        startedInMarch(session) && session.s3OutputUrl === undefined && session.cloudWatchOutputUrl === undefined,
      (session) => ({
        end_time: timestamp(session.end),
        document_name: session.documentName ?? null,
        document_kind: documentOf(session).kind,
        cannot_have_one: documentOf(session).cannotHaveOne,
        ...whose(session),
        target: session.target.id,
      }),
    ),

  'failed-sessions': () =>
    list(
      (session) => startedInMarch(session) && session.status === 'Failed',
      (session) => ({
        ...whose(session),
        role_name: session.owner.role,
        target: session.target.id,
        details: session.details ?? null,
        reason: reason(session),
      }),
    ),
};
