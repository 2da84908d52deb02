// What a report looks for: saved questions, asked about its period, and what of their rows stands on the page.
import { withValues, type Parameter, type ParameterValue } from '../../lib/queries/parameters';
import { readSavedQueries, type SavedQuery } from '../../lib/queries/saved-query';
import { DAY_MS, formatDay } from '../../lambda/time';
import { endOf, firstDay, lastDay, type Period } from './period';
import { questions } from './questions';

/** One column of a finding's table: what stands large, and below it what explains it. */
export interface ShownColumn {
  readonly head: string;
  readonly main: string;
  readonly below?: readonly string[];
}

const STARTED: ShownColumn = { head: 'Started (UTC)', main: 'start_time' };
const WHO: ShownColumn = { head: 'Who', main: 'owner_name', below: ['person_kind'] };
const GROUP: ShownColumn = { head: 'Who', main: 'person', below: ['role_or_service', 'person_kind'] };
const WHERE: ShownColumn = { head: 'Machine', main: 'target', below: ['account_id', 'region'] };
const REASON: ShownColumn = { head: 'Reason', main: 'reason' };
const SESSION: ShownColumn = { head: 'Session', main: 'session_id' };
const WHY: ShownColumn = { head: 'Finding', main: 'finding' };

export interface FindingQuestion {
  /** The saved question, or the name of what has none. */
  readonly name: string;
  readonly title: string;
  /** What is counted, one of them and several. */
  readonly unit: readonly [string, string];
  readonly columns: readonly ShownColumn[];
  /** A part of the rows that is counted apart. */
  readonly part?: { readonly label: string; readonly column: string; readonly value: string | boolean | null };
}

const SESSIONS = ['session', 'sessions'] as const;

/** What has no saved question: its SQL is the report's own. */
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

/** Days before the period on which an earlier session counts, for who was on a machine for the first time. */
const LOOK_BACK_DAYS = 365;

/** Days before the period on which a session that is still open may have started. */
const OPEN_DAYS = 90;

/** The first and the last start day that any of the questions looks at. */
export function startDays(period: Period): { first: string; last: string } {
  return { first: formatDay(period.fromMs - LOOK_BACK_DAYS * DAY_MS), last: lastDay(period) };
}

/** Values of a saved question's parameters that somebody chose. */
export type Settings = ReadonlyMap<string, Readonly<Record<string, ParameterValue>>>;

/** `--set QUESTION.PARAMETER=VALUE`. @throws Error that says what is wrong with it */
export function readSettings(texts: readonly string[]): Settings {
  const settings = new Map<string, Record<string, ParameterValue>>();
  for (const text of texts) {
    const [, name = '', parameter = '', value = ''] = /^([\w-]+)\.(\w+)=(.*)$/s.exec(text) ?? [];
    if (name === '') throw new Error(`--set is '${text}': write it QUESTION.PARAMETER=VALUE.`);
    const known = savedQuestions().get(name);
    if (!known || !FINDINGS.some((finding) => finding.name === name))
      throw new Error(`--set names the question '${name}': the report asks ${[...savedNames()].join(', ')}.`);
    const declared = known.parameters.find((each) => each.name === parameter);
    if (declared && PERIOD_PARAMETERS.has(parameter))
      throw new Error(`--set names ${name}.${parameter}: --from and --to give the period of every question.`);
    const values = { ...settings.get(name), [parameter]: declared?.type === 'texts' ? value.split(',') : value };
    withValues(known, values);
    settings.set(name, values);
  }
  return settings;
}

const savedNames = () => FINDINGS.map(({ name }) => name).filter((name) => name !== SHARED_OWNERS);
const PERIOD_PARAMETERS = new Set(['from', 'to', 'since', 'started_since']);

let read: ReadonlyMap<string, SavedQuery> | null = null;
function savedQuestions(): ReadonlyMap<string, SavedQuery> {
  return (read ??= new Map(readSavedQueries().map((query) => [query.name, query])));
}

export interface AskedFinding extends FindingQuestion {
  readonly question: string;
  /** What was asked with, beside the period. */
  readonly parameters: readonly { readonly description: string; readonly value: string }[];
  readonly sql: string;
}

/**
 * The question of a finding with the report's period, and with what was set.
 *
 * @param newestDay from which on every account and Region that goes on has a snapshot
 */
export function askedFinding(
  finding: FindingQuestion,
  period: Period,
  newestDay: string,
  settings: Settings,
): AskedFinding {
  if (finding.name === SHARED_OWNERS) {
    const question =
      'Which sessions name no person: a name that many use or that was made up, a service, or a form that nobody knows? CloudTrail has who it was.';
    return { ...finding, question, parameters: [], sql: questions(period).sharedOwners };
  }
  const saved = savedQuestion(finding.name);
  const set = settings.get(finding.name) ?? {};
  const sql = withValues(saved, { ...periodValues(saved, period, newestDay), ...set });
  return {
    ...finding,
    question: saved.question,
    parameters: saved.parameters
      .filter(({ name }) => !PERIOD_PARAMETERS.has(name))
      .map((parameter) => ({ description: parameter.description, value: shownValue(parameter, set[parameter.name]) })),
    // What is open was asked of the newest snapshots: what began after the period is another report's.
    sql: finding.name === 'open-now' ? startedBefore(sql, endOf(period)) : sql,
  };
}

/** A saved question as it is, about the period. */
export function askedAbout(name: string, period: Period): string {
  const saved = savedQuestion(name);
  return withValues(saved, periodValues(saved, period, lastDay(period)));
}

function savedQuestion(name: string): SavedQuery {
  const saved = savedQuestions().get(name);
  if (!saved) throw new Error(`The package has no queries/${name}.sql. Install it again.`);
  return saved;
}

function periodValues({ name, parameters }: SavedQuery, period: Period, newestDay: string): Record<string, string> {
  const values: Record<string, string> = {
    from: firstDay(period),
    to: lastDay(period),
    since: name === 'open-now' ? newestDay : formatDay(period.fromMs - LOOK_BACK_DAYS * DAY_MS),
    started_since: formatDay(period.fromMs - OPEN_DAYS * DAY_MS),
  };
  return Object.fromEntries(
    Object.entries(values).filter(([parameter]) => parameters.some((declared) => declared.name === parameter)),
  );
}

function startedBefore(sql: string, endMs: number): string {
  return `SELECT * FROM (\n${sql}\n) AS found
WHERE start_time < TIMESTAMP '${formatDay(endMs)} 00:00:00.000'
ORDER BY start_time, account_id, region, session_id`;
}

/** As a person writes it: without the quotes of SQL. */
function shownValue({ byDefault }: Parameter, set: ParameterValue | undefined): string {
  if (set !== undefined) return Array.isArray(set) ? set.join(', ') : String(set as string | number | boolean);
  return byDefault.replace(/'((?:[^']|'')*)'/g, (_, text: string) => text.replaceAll("''", "'"));
}
