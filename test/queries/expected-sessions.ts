// The expected answers that are lists of sessions.
import { CONTAINER, WEB } from './people-and-machines';
import { identity, inOrder, SEEN_SESSIONS, timestamp, type Row, type SeenSession } from './seen-sessions';

const MARCH = Date.parse('2026-03-01T00:00:00Z');
const startedInMarch = ({ day }: SeenSession) => day >= '2026-03-01' && day <= '2026-03-31';
const onInMarch = ({ day, end }: SeenSession) => day >= '2026-02-01' && day <= '2026-03-31' && (end ?? MARCH) >= MARCH;

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
const carriesSsh = ({ documentName }: SeenSession) => /PortForwarding|SSH/.test(documentName ?? '');

export const EXPECTED_SESSIONS: Readonly<Record<string, () => Row[]>> = {
  'who-was-on-a-machine': () =>
    list(
      (session) => session.target === WEB && onInMarch(session),
      (session) => ({
        end_time: timestamp(session.end),
        last_seen_open: timestamp(session.lastSeenOpen),
        owner_name: session.owner.name,
        role_name: session.owner.role,
        reason: reason(session),
        document_name: session.documentName ?? null,
      }),
    ),

  'what-a-person-touched': () =>
    list(
      (session) => session.owner.name?.toLowerCase() === 'maria.silva@example.com' && onInMarch(session),
      (session) => ({
        end_time: timestamp(session.end),
        last_seen_open: timestamp(session.lastSeenOpen),
        target: session.target.id,
        owner_type: session.owner.type,
        role_name: session.owner.role,
        reason: reason(session),
      }),
    ),

  'port-forwarding-and-ssh': () =>
    list(
      (session) => startedInMarch(session) && carriesSsh(session),
      (session) => ({
        end_time: timestamp(session.end),
        document_name: session.documentName ?? null,
        owner_name: session.owner.name,
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
        owner_name: session.owner.name,
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
        owner_name: session.owner.name,
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
        owner_name: session.owner.name,
        target: session.target.id,
        reason: reason(session),
      }),
    ),

  'container-access': () =>
    list(
      (session) => startedInMarch(session) && session.target.type === 'ecs-task',
      (session) => ({
        end_time: timestamp(session.end),
        owner_name: session.owner.name,
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
        cannot_have_one: carriesSsh(session),
        owner_name: session.owner.name,
        target: session.target.id,
      }),
    ),

  'failed-sessions': () =>
    list(
      (session) => startedInMarch(session) && session.status === 'Failed',
      (session) => ({
        owner_name: session.owner.name,
        role_name: session.owner.role,
        target: session.target.id,
        details: session.details ?? null,
        reason: reason(session),
      }),
    ),
};
