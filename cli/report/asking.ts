// Makes the saved questions' SQL for a report's period, with the values of `--set`.
import { withValues, type Parameter, type ParameterValue } from '../../lib/queries/parameters';
import { readSavedQueries, readTrailQueries, type SavedQuery } from '../../lib/queries/saved-query';
import { DAY_MS, formatDay } from '../../lambda/time';
import type { StartDays } from '../engines/duckdb/engine';
import { SHARED_OWNERS, type FindingQuestion } from './findings';
import { endOf, firstDay, lastDay, type Period } from './period';
import { questions } from './questions';

/** Days before the period in which an earlier session means that a person was not on a machine for the first time. */
const LOOK_BACK_DAYS = 365;

/** Days before the period in which a session that is still open may have started. */
const OPEN_DAYS = 90;

/** The first and the last start day that any of the questions reads. */
export function startDays(period: Period): StartDays {
  return { first: formatDay(period.fromMs - LOOK_BACK_DAYS * DAY_MS), last: lastDay(period) };
}

/** The parameters' values of `--set`. */
export type Settings = ReadonlyMap<string, Readonly<Record<string, ParameterValue>>>;

/** Parses `--set QUESTION.PARAMETER=VALUE` for the findings' questions. @throws Error that says what is wrong with it */
export function readSettings(texts: readonly string[], findings: readonly FindingQuestion[]): Settings {
  const names = findings.map(({ name }) => name).filter((name) => name !== SHARED_OWNERS);
  const settings = new Map<string, Record<string, ParameterValue>>();
  for (const text of texts) {
    const [, name = '', parameter = '', value = ''] = /^([\w-]+)\.(\w+)=(.*)$/s.exec(text) ?? [];
    if (name === '') throw new Error(`--set '${text}' has another form: write QUESTION.PARAMETER=VALUE.`);
    const known = savedQuestions().get(name);
    if (!known || !names.includes(name))
      throw new Error(`--set names the question '${name}': the report asks ${names.join(', ')}.`);
    const declared = known.parameters.find((each) => each.name === parameter);
    if (declared && PERIOD_PARAMETERS.has(parameter))
      throw new Error(`--set names ${name}.${parameter}: use --from and --to, which set the period of every question.`);
    const values = { ...settings.get(name), [parameter]: declared?.type === 'texts' ? value.split(',') : value };
    withValues(known, values);
    settings.set(name, values);
  }
  return settings;
}

const PERIOD_PARAMETERS = new Set(['from', 'to', 'since', 'started_since']);

let read: ReadonlyMap<string, SavedQuery> | null = null;
function savedQuestions(): ReadonlyMap<string, SavedQuery> {
  return (read ??= new Map([...readSavedQueries(), ...readTrailQueries()].map((query) => [query.name, query])));
}

export interface AskedFinding extends FindingQuestion {
  readonly question: string;
  /** The parameters' values, without the period. */
  readonly parameters: readonly { readonly description: string; readonly value: string }[];
  readonly sql: string;
}

/**
 * The question of a finding with the report's period and the values of `--set`.
 *
 * @param newestDay the first day from which on every active account and Region has a snapshot
 */
export function askedFinding(
  finding: FindingQuestion,
  period: Period,
  newestDay: string,
  settings: Settings,
): AskedFinding {
  if (finding.name === SHARED_OWNERS) {
    const question =
      'Which sessions name no person: a shared or generated name, a service, or an unknown form? CloudTrail has the person.';
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
    // The newest snapshots also have open sessions that began after the period. They belong to another report.
    sql: finding.name === 'open-now' ? startedBefore(sql, endOf(period)) : sql,
  };
}

/** A saved question, unchanged, for the period. */
export function askedAbout(name: string, period: Period): string {
  const saved = savedQuestion(name);
  return withValues(saved, periodValues(saved, period, lastDay(period)));
}

function savedQuestion(name: string): SavedQuery {
  const saved = savedQuestions().get(name);
  if (!saved) throw new Error(`The package lacks queries/${name}.sql. Install it again.`);
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

/** The value as a person writes it, without SQL's quotes. */
function shownValue({ byDefault }: Parameter, set: ParameterValue | undefined): string {
  if (set !== undefined) return Array.isArray(set) ? set.join(', ') : String(set);
  return byDefault.replace(/'((?:[^']|'')*)'/g, (_, text: string) => text.replaceAll("''", "'"));
}
