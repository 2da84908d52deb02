// A saved question for an alert: with its values, and with the columns by which the alert recognizes its rows.
import { Token } from 'aws-cdk-lib';
import { withValues, type ParameterValue } from '../queries/parameters';
import { readSavedQueries, readTrailQueries, type SavedQuery } from '../queries/saved-query';
import { AlertQuestion } from './alert-question';

export interface AskedQuestion {
  /** File name in queries/ without `.sql`. */
  readonly name: string;
  readonly title: string;
  readonly question: string;
  /** The SQL without its header, with the values. */
  readonly sql: string;
  /** The columns that identify a row. Other columns may change: a session ends, a count grows. */
  readonly key: readonly string[];
}

export type Values = Readonly<Record<string, ParameterValue>>;

const SESSION = ['account_id', 'region', 'session_id'];
const EVENT = ['account_id', 'region', 'event_id'];

/** The columns that identify a row, for questions whose rows are not one session each. */
const KEYS: Readonly<Partial<Record<AlertQuestion, readonly string[]>>> = {
  [AlertQuestion.FIRST_TIME_ON_A_MACHINE]: [
    'account_id',
    'region',
    'target',
    'person',
    'person_kind',
    'role_or_service',
    'person_named_in',
  ],
  [AlertQuestion.WITHOUT_MFA]: EVENT,
  [AlertQuestion.DENIED_ATTEMPTS]: EVENT,
  [AlertQuestion.NEW_ADDRESS]: ['who', 'source_ip'],
  [AlertQuestion.UNEXPLAINED_SESSIONS]: [...SESSION, 'finding'],
};

/**
 * Defaults for alerts that differ from the question's own: a person wants to see more rows than an alert should report.
 */
const VALUES: Readonly<Partial<Record<AlertQuestion, Values>>> = {
  [AlertQuestion.UNEXPLAINED_SESSIONS]: { all_causes: false },
};

/** Parameters that an alert needs, because the question's default may be another value every day. */
const NEEDED: Readonly<Partial<Record<AlertQuestion, string>>> = {
  [AlertQuestion.WHO_WAS_ON_A_MACHINE]: 'machine',
};

/**
 * @param hasTrail whether the archive has `cloudTrail`, which questions about CloudTrail's events need
 * @throws Error that names an unknown question, one that this archive cannot answer, or a parameter or value that does
 * not fit
 */
export function askedQuestion(question: AlertQuestion, hasTrail: boolean, values: Values = {}): AskedQuestion {
  const saved = savedQuestion(question, hasTrail);
  const needed = NEEDED[question];
  if (needed !== undefined && values[needed] === undefined)
    throw new Error(`parameters have no ${needed}: ${question} needs it`);
  for (const [name, value] of Object.entries(values))
    if ([value].flat().some((each) => Token.isUnresolved(each)))
      throw new Error(
        `${name} is, or contains, a token, known only at deployment: give a literal, because it becomes part of SQL`,
      );
  return {
    name: saved.name,
    title: saved.title,
    question: saved.question,
    sql: withValues(saved, { ...VALUES[question], ...values }).replace(/^(?:--.*\n)+/, ''),
    key: KEYS[question] ?? SESSION,
  };
}

function savedQuestion(question: AlertQuestion, hasTrail: boolean): SavedQuery {
  const wanted: string = question;
  const known: readonly string[] = Object.values(AlertQuestion);
  const find = (queries: readonly SavedQuery[]) => queries.find(({ name }) => known.includes(name) && name === wanted);
  const ofTrail = find(readTrailQueries());
  if (ofTrail && !hasTrail)
    throw new Error(
      `question is "${question}", which reads the events of a trail, but the archive has none: give the archive cloudTrail, or choose another question`,
    );
  const saved = ofTrail ?? find(readSavedQueries());
  if (!saved) throw new Error(`question is ${JSON.stringify(question)}: give one of ${known.join(', ')}`);
  return saved;
}
