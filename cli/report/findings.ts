// The findings of a report, and the columns that the page shows of each.

/** One column of a finding's table: a main value, and below it values that explain it. */
export interface ShownColumn {
  readonly head: string;
  readonly main: string;
  readonly below?: readonly string[];
}

export const STARTED: ShownColumn = { head: 'Started (UTC)', main: 'start_time' };
const WHO: ShownColumn = { head: 'Who', main: 'owner_name', below: ['person_kind'] };
const GROUP: ShownColumn = { head: 'Who', main: 'person', below: ['role_or_service', 'person_kind'] };
export const WHERE: ShownColumn = { head: 'Machine', main: 'target', below: ['account_id', 'region'] };
const REASON: ShownColumn = { head: 'Reason', main: 'reason' };
export const SESSION: ShownColumn = { head: 'Session', main: 'session_id' };
const WHY: ShownColumn = { head: 'Finding', main: 'finding' };

export interface FindingQuestion {
  /** The saved question's name, or a name of its own for a finding without one. */
  readonly name: string;
  readonly title: string;
  /** What the finding counts, singular and plural. */
  readonly unit: readonly [string, string];
  readonly columns: readonly ShownColumn[];
  /** A part of the rows that the page also counts. */
  readonly part?: { readonly label: string; readonly column: string; readonly value: string | boolean | null };
}

const SESSIONS = ['session', 'sessions'] as const;

/** The finding without a saved question. The report has its SQL. */
export const SHARED_OWNERS = 'shared-or-anonymous-owners';

export const FINDINGS: readonly FindingQuestion[] = [
  {
    name: 'root-and-iam-users',
    title: 'Root and IAM users',
    unit: SESSIONS,
    columns: [STARTED, { head: 'Who', main: 'owner_name', below: ['owner_type'] }, WHERE, REASON, SESSION],
    part: { label: 'by root', column: 'owner_type', value: 'root' },
  },
  {
    name: SHARED_OWNERS,
    title: 'Shared or anonymous owners',
    unit: SESSIONS,
    columns: [
      STARTED,
      { head: 'Owner', main: 'owner_name', below: ['person_kind', 'role_name'] },
      WHERE,
      REASON,
      { head: 'Named in', main: 'person_named_in' },
      SESSION,
    ],
  },
  {
    name: 'no-reason-or-ticket',
    title: 'No reason, or no ticket in it',
    unit: SESSIONS,
    columns: [STARTED, WHY, REASON, WHO, WHERE, SESSION],
    part: { label: 'without any reason', column: 'finding', value: 'no reason' },
  },
  {
    name: 'outside-business-hours',
    title: 'Outside business hours',
    unit: SESSIONS,
    columns: [
      { head: 'Started (local)', main: 'local_start_time' },
      { head: 'Ended (local)', main: 'local_end_time' },
      WHY,
      WHO,
      WHERE,
      REASON,
      SESSION,
    ],
  },
  {
    name: 'long-sessions',
    title: 'Long, or over their cap',
    unit: SESSIONS,
    columns: [
      STARTED,
      { head: 'Minutes', main: 'minutes', below: ['known_until'] },
      { head: 'Cap', main: 'cap_minutes' },
      { head: 'Over cap', main: 'over_cap' },
      WHO,
      WHERE,
      SESSION,
    ],
    part: { label: 'over their own cap', column: 'over_cap', value: true },
  },
  {
    name: 'no-output-log',
    title: 'No transcript',
    unit: SESSIONS,
    columns: [
      STARTED,
      { head: 'Document', main: 'document_name', below: ['document_kind'] },
      { head: 'Cannot have one', main: 'cannot_have_one' },
      WHO,
      WHERE,
      SESSION,
    ],
    part: { label: 'shells, which could have one', column: 'cannot_have_one', value: false },
  },
  {
    name: 'failed-sessions',
    title: 'Failed',
    unit: SESSIONS,
    columns: [STARTED, WHO, WHERE, { head: 'Details', main: 'details' }, REASON, SESSION],
  },
  {
    name: 'first-time-on-a-machine',
    title: 'First time on a machine',
    unit: ['pair of owner and machine', 'pairs of owner and machine'],
    columns: [
      { head: 'First start (UTC)', main: 'first_start_time' },
      GROUP,
      WHERE,
      { head: 'Sessions since', main: 'sessions_so_far' },
    ],
  },
  {
    name: 'concurrent-sessions',
    title: 'Concurrent sessions',
    unit: ['owner', 'owners'],
    columns: [
      GROUP,
      WHY,
      { head: 'At once', main: 'most_open_sessions' },
      { head: 'First then (UTC)', main: 'first_time' },
      { head: 'Sessions', main: 'sessions' },
      { head: 'Not ended', main: 'unended_sessions' },
    ],
    part: { label: 'with several at the same time', column: 'finding', value: 'at the same time' },
  },
  {
    name: 'open-now',
    title: 'Still open',
    unit: SESSIONS,
    columns: [
      STARTED,
      { head: 'Open hours', main: 'open_hours' },
      { head: 'Last connected (UTC)', main: 'last_connected_time', below: ['status'] },
      WHO,
      WHERE,
      SESSION,
    ],
  },
];
