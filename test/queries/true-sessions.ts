// What really happened in the fixture's three scopes: every session, whether the archive could see it or not.
import {
  BOTO,
  BOTO_AGAIN,
  CHINA_ADMIN,
  DATABASE,
  ECS,
  FIRST_ROOT,
  GONE,
  JONAS,
  KIM,
  LAB,
  LEAPP,
  LEGACY_ADMIN,
  LI,
  MARIA,
  MARIA_IN_EMERGENCY,
  NOBODY,
  NOWHERE,
  OFFICE,
  OTHER_LEGACY_ADMIN,
  PARTNER,
  PIPELINE,
  ROOT,
  SHOP,
  STRANGER,
  TRAINING,
  WEB,
  type Owner,
  type Target,
} from './people-and-machines';

export interface TrueSession {
  readonly accountId: string;
  readonly region: string;
  /** Null: SSM names none. */
  readonly id: string | null;
  /** Epoch milliseconds. From then on SSM shows the session. */
  readonly start: number;
  /** Epoch milliseconds; null: it never ends, as on a machine that is gone. */
  readonly end: number | null;
  readonly owner: Owner;
  readonly target: Target;
  /** From then on SSM shows the session no more, in either state. Default: 30 days after its end. */
  readonly forgotten?: number;
  /** SSM sends no StartDate. */
  readonly undated?: true;
  /** SSM sends no EndDate, though the session is in History. */
  readonly endUnknown?: true;
  /** What SSM sends as EndDate, epoch milliseconds. Default: its end. */
  readonly saidEnd?: number;
  /** From then on it is Disconnected while it is open, epoch milliseconds: the window was closed. Default: never. */
  readonly windowClosed?: number;
  /** Default: Terminated once it has ended, Connected before. */
  readonly status?: string;
  readonly reason?: string;
  readonly documentName?: string;
  readonly accessType?: string;
  readonly details?: string;
  readonly capMinutes?: number;
  readonly s3OutputUrl?: string;
  readonly cloudWatchOutputUrl?: string;
}

type Moment = 'forgotten' | 'saidEnd' | 'windowClosed';
type Details = Omit<TrueSession, 'accountId' | 'region' | 'id' | 'start' | 'end' | 'owner' | 'target' | Moment> &
  Partial<Record<Moment, string>>;

const ms = (day: string) => Date.parse(`${day.replace(' ', 'T')}Z`);

/** Sessions of one scope. Times are UTC, as `2026-03-01 00:00`; an end that is a time of day lies on the day of the start. */
function inScope(accountId: string, region: string) {
  return (
    id: string | null,
    start: string,
    end: string | null,
    owner: Owner,
    target: Target,
    { forgotten, saidEnd, windowClosed, ...details }: Details = {},
  ): TrueSession => ({
    accountId,
    region,
    id,
    start: ms(start),
    end: end === null ? null : ms(end.includes(' ') ? end : `${start.slice(0, 10)} ${end}`),
    owner,
    target,
    ...(forgotten !== undefined && { forgotten: ms(forgotten) }),
    ...(saidEnd !== undefined && { saidEnd: ms(saidEnd) }),
    ...(windowClosed !== undefined && { windowClosed: ms(windowClosed) }),
    ...details,
  });
}

const a = inScope('111122223333', 'eu-west-1');
const b = inScope('444455556666', 'eu-west-1');
const c = inScope('111122223333', 'us-east-1');
const PORT = 'AWS-StartPortForwardingSession';
const LOGGED = { s3OutputUrl: 'https://s3.example.com/transcripts/m-1.log' };

export const TRUE_SESSIONS: readonly TrueSession[] = [
  // The ends of months and days.
  a('m-feb', '2026-02-10 09:00', '10:00', MARIA, WEB, { reason: 'OPS-1 patch' }),
  a('m-into-march', '2026-02-28 22:00', '2026-03-01 03:00', MARIA, WEB, {
    reason: 'OPS-2 night patch',
    capMinutes: 240,
  }),
  a('m-ends-with-feb', '2026-02-28 20:00', '2026-02-28 23:59:59.999', MARIA, WEB),
  a('p-first-moment', '2026-03-01 00:00:00', '00:20', PIPELINE, WEB, { reason: 'DEPLOY-77', ...LOGGED }),
  a('p-last-moment', '2026-03-31 23:59:59.999', '2026-04-01 00:10', PIPELINE, WEB, { reason: 'DEPLOY-99' }),
  a('p-april', '2026-04-01 00:00:00', '00:15', PIPELINE, WEB, { reason: 'DEPLOY-100' }),
  a('l-until-april', '2026-03-31 22:00', '2026-04-01 00:00:00', LI, WEB, { reason: 'OPS-41' }),
  a('l-to-midnight', '2026-03-30 22:15', '2026-03-31 00:00:00', LI, DATABASE, { reason: 'OPS-31' }),
  // Seen open many times: one that ends after five days, one on a machine that is gone, never.
  a('l-for-days', '2026-02-26 12:00', '2026-03-03 12:30', LI, WEB, { reason: 'OPS-3 migration' }),
  a('z-zombie', '2026-02-20 08:00', null, LEGACY_ADMIN, GONE, { status: 'Connecting' }),
  // Ends between the reading of the two states: the same snapshot has it as Active and in History.
  a('l-between-states', '2026-03-18 00:50', '2026-03-18 01:00:20', LI, DATABASE),
  // What only snapshots without a manifest saw: a session that SSM had forgotten by the next one, an end, a start.
  a('l-one-glimpse', '2026-03-20 00:30', null, LI, DATABASE, { forgotten: '2026-03-20 12:00', reason: 'OPS-20' }),
  a('l-just-ended', '2026-03-31 23:00', '2026-04-01 01:40', LI, DATABASE, { reason: 'OPS-39' }),
  a('m-just-now', '2026-04-01 01:30', null, MARIA, WEB, { reason: 'OPS-40 now' }),
  // SSM loses these while they are open: the first is given up, the second still waited for.
  a('l-lost', '2026-03-13 21:00', null, LI, WEB, { forgotten: '2026-03-14 10:00' }),
  a('l-waited-for', '2026-03-30 21:00', null, LI, OFFICE, { forgotten: '2026-03-31 06:00' }),
  // No start, or no id: two without an id that are alike in everything are still two, and so are two sightings of one.
  a('u-undated', '2026-03-22 00:10', '00:40', LI, LAB, { undated: true, forgotten: '2026-03-24 00:00' }),
  a(null, '2026-03-23 09:00', '09:30', PARTNER, LAB, { forgotten: '2026-03-24 12:00' }),
  a(null, '2026-03-23 09:00', '09:30', PARTNER, LAB, { forgotten: '2026-03-24 12:00' }),
  a(null, '2026-03-25 09:00', null, PARTNER, TRAINING, { forgotten: '2026-03-27 12:00', reason: 'ML-6' }),
  // Kinds of owners and targets, documents and reasons.
  a('legacy-1', '2026-03-04 10:00', '10:30', LEGACY_ADMIN, OFFICE, { reason: 'routine' }),
  a('zhang-1', '2026-03-05 10:00', '10:05', CHINA_ADMIN, LAB, { reason: 'asked to by phone' }),
  a('partner-1', '2026-03-05 11:00', '12:00', PARTNER, TRAINING, { reason: 'ML-5', capMinutes: 30 }),
  a('stranger-1', '2026-03-06 12:00', '12:10', STRANGER, WEB, {
    reason: '"quoted" \\ and\nbroken\u2028lines, 日本 🙂 OPS-6',
  }),
  a('nobody-1', '2026-03-06 13:00', '13:10', NOBODY, NOWHERE),
  a('m-container', '2026-03-09 14:00', '14:45', MARIA, SHOP, {
    reason: 'SHOP-12',
    documentName: 'AWS-StartInteractiveCommand',
    ...LOGGED,
  }),
  a('m-tunnel', '2026-03-12 08:00', '2026-03-12 20:00', MARIA, DATABASE, { reason: 'OPS-12', documentName: PORT }),
  a('m-remote-tunnel', '2026-03-12 09:00', '09:30', MARIA, DATABASE, { documentName: `${PORT}ToRemoteHost` }),
  a('l-ssh', '2026-03-16 08:00', '12:00', LI, WEB, { reason: 'OPS-16', documentName: 'AWS-StartSSHSession' }),
  a('l-ssh-custom', '2026-03-16 12:00', '12:30', LI, WEB, { reason: 'OPS-16', documentName: 'Company-SSHProxy' }),
  a('l-failed', '2026-03-17 09:00', '09:00:02', LI, OFFICE, {
    status: 'Failed',
    details: 'Plugin not found',
    reason: 'OPS-17',
  }),
  a('l-failed-open', '2026-03-17 09:05', '09:05:02', LI, OFFICE, { status: 'Failed', endUnknown: true }),
  // Documents of one's own, in every spelling: two that the questions know from their lists, others that nobody knows.
  a('l-own-tunnel', '2026-03-16 13:00', '13:30', LI, DATABASE, { reason: 'OPS-16', documentName: 'acme-db-TUNNEL' }),
  a('l-own-ports', '2026-03-16 13:05', '13:30', LI, DATABASE, {
    reason: 'OPS-16',
    documentName: 'Acme_PORTFORWARD_rds',
  }),
  a('l-own-listed', '2026-03-16 13:10', '13:30', LI, DATABASE, { reason: 'OPS-16', documentName: 'Company-Bastion' }),
  a('l-own-unknown', '2026-03-16 13:15', '13:30', LI, DATABASE, {
    reason: 'OPS-16',
    documentName: 'WordPressAccessShell',
  }),
  a('l-own-shell', '2026-03-16 13:20', '13:30', LI, WEB, { reason: 'OPS-16', documentName: 'Company-RunShell' }),
  a('l-shell', '2026-03-16 13:25', '13:30', LI, WEB, {
    reason: 'OPS-16',
    documentName: 'arn:aws:ssm:eu-west-1::document/AWS-StartInteractiveCommand',
  }),
  a('l-foreign-shell', '2026-03-16 13:26', '13:30', LI, WEB, {
    reason: 'OPS-16',
    documentName: 'arn:aws:ssm:eu-west-1:999900001111:document/SSM-SessionManagerRunShell',
  }),
  // Windows that were closed rather than sessions ended: they stay open, and SSM drops them when they are 30 days old.
  a('k-faded', '2026-02-21 10:00', null, KIM, WEB, { windowClosed: '2026-02-21 11:00', forgotten: '2026-03-23 10:00' }),
  a('k-window-1', '2026-03-02 10:00', null, KIM, WEB, { windowClosed: '2026-03-02 11:00' }),
  a('k-window-2', '2026-03-03 10:00', null, KIM, WEB, { windowClosed: '2026-03-04 09:00' }),
  a('k-window-3', '2026-03-03 15:00', null, KIM, WEB, { reason: 'OPS-5' }),
  // It ended before it started, SSM says.
  a('k-backwards', '2026-03-19 10:00', '10:30', KIM, OFFICE, { reason: 'OPS-19', saidEnd: '2026-03-18 19:00' }),
  a('k-into-march', '2026-03-01 00:10', '00:20', KIM, WEB, { reason: 'OPS-1', saidEnd: '2026-02-28 23:50' }),
  // Several at a time, of nobody who is named, or of two persons whose names are alike.
  a('ecs-execute-command-1', '2026-03-09 10:00', '10:30', ECS, SHOP),
  a('ecs-execute-command-2', '2026-03-09 10:10', '10:20', ECS, SHOP),
  a('botocore-session-1', '2026-03-09 11:00', '11:30', BOTO, WEB, { reason: 'OPS-9' }),
  a('botocore-session-2', '2026-03-09 11:10', '11:20', BOTO_AGAIN, WEB, { reason: 'OPS-9' }),
  a('root-2', '2026-03-25 16:55', '17:00', FIRST_ROOT, WEB, { reason: 'billing' }),
  // Around working hours in Berlin, before and after summer time begins on the 29th.
  a('l-winter-early', '2026-03-27 06:30', '07:10', LI, WEB, {
    reason: 'OPS-27',
    cloudWatchOutputUrl: 'https://logs/1',
  }),
  a('l-summer-in-time', '2026-03-30 06:30', '07:10', LI, WEB, {
    reason: 'OPS-30',
    cloudWatchOutputUrl: 'https://logs/2',
  }),
  a('l-until-closing', '2026-03-30 15:00', '16:00', LI, WEB, { reason: 'OPS-30' }),
  a('l-sunday', '2026-03-29 10:00', '10:30', LI, WEB, { reason: 'OPS-29', ...LOGGED }),

  // Another account: the same session ids as in the first, just-in-time access, several sessions at once.
  b('j-lost-last-year', '2025-12-28 20:00', null, JONAS, WEB, { reason: 'DB-0', forgotten: '2025-12-29 06:00' }),
  b('m-last-year', '2025-12-30 09:00', '09:30', MARIA_IN_EMERGENCY, DATABASE, { reason: 'OPS-0' }),
  b('m-feb', '2026-01-14 09:00', '09:20', MARIA_IN_EMERGENCY, DATABASE, { reason: 'OPS-1' }),
  b('legacy-1', '2026-03-04 10:00', '10:40', JONAS, DATABASE, {
    reason: 'DB-1 vacuum',
    accessType: 'JustInTime',
    ...LOGGED,
  }),
  b('j-1', '2026-03-10 09:00', '11:00', JONAS, DATABASE, { reason: 'DB-2', accessType: 'JustInTime', ...LOGGED }),
  b('j-2', '2026-03-10 09:30', '10:30', JONAS, WEB, { reason: 'DB-2', accessType: 'JustInTime' }),
  b('j-3', '2026-03-10 10:00', '10:20', JONAS, SHOP, { reason: 'DB-2', accessType: 'Standard' }),
  b('j-4', '2026-03-10 11:00', '11:30', JONAS, DATABASE, { reason: 'DB-2', accessType: 'JustInTime' }),
  b('m-break-glass', '2026-03-21 23:00', '2026-03-22 01:30', MARIA_IN_EMERGENCY, WEB, {
    reason: 'INC-9',
    accessType: 'Standard',
  }),
  b('root-1', '2026-03-25 16:50', '17:05', ROOT, DATABASE, { reason: 'billing' }),
  b('legacy-2', '2026-03-04 10:10', '10:20', OTHER_LEGACY_ADMIN, DATABASE, { reason: 'DB-1' }),
  b('leapp-1', '2026-03-11 11:00', '11:30', LEAPP, DATABASE, { reason: 'DB-3' }),
  b('leapp-2', '2026-03-11 11:10', '11:20', LEAPP, DATABASE, { reason: 'DB-3' }),
  // She is in two accounts at once, her name in capital letters in one of them.
  b('m-elsewhere', '2026-03-12 09:10', '09:20', MARIA_IN_EMERGENCY, DATABASE, { reason: 'DB-4' }),
  b('j-open', '2026-03-31 20:00', null, JONAS, DATABASE, { reason: 'DB-9', accessType: 'JustInTime' }),
  b('j-ends-later', '2026-03-31 00:30', '09:00', JONAS, OFFICE, {
    reason: 'DB-8',
    accessType: 'JustInTime',
    capMinutes: 480,
  }),

  // A Region that nobody looked at from January 5 to March 1: SSM had forgotten the second by then.
  c('m-us-january', '2026-01-04 15:00', '15:30', MARIA, LAB, { reason: 'OPS-4' }),
  c('m-us-forgotten', '2026-01-08 15:00', '15:30', MARIA, LAB, { reason: 'OPS-8' }),
  c('m-us-march', '2026-03-24 15:00', '15:30', MARIA, LAB, { reason: 'OPS-24' }),
  c('p-us-march', '2026-03-24 15:30', '15:40', PIPELINE, LAB),
];
