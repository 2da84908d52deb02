// A saved question as an alert asks it: with its values, and with what its rows are known again by.
import { Token } from 'aws-cdk-lib';
import { withValues, type ParameterValue } from '../queries/parameters';
import { readSavedQueries, readTrailQueries, type SavedQuery } from '../queries/saved-query';
import { AlertQuestion } from './alert-question';

export interface AskedQuestion {
  /** File name in queries/ without `.sql`. */
  readonly name: string;
  readonly title: string;
  readonly question: string;
  /** Without its header, with the values. */
  readonly sql: string;
  /** The columns that make a row the same row. What else it says may change: a session ends, a count grows. */
  readonly key: readonly string[];
}

export type Values = Readonly<Record<string, ParameterValue>>;

const SESSION = ['account_id', 'region', 'session_id'];
const EVENT = ['account_id', 'region', 'event_id'];

/** By what rows are known again that are not of one session. */
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

/** Values that an alert has unless others are given, where a person wants to see more than a word is worth. */
const VALUES: Readonly<Partial<Record<AlertQuestion, Values>>> = {
  [AlertQuestion.UNEXPLAINED_SESSIONS]: { all_causes: false },
};

/** Parameters whose default would be another thing every day. */
const NEEDED: Readonly<Partial<Record<AlertQuestion, string>>> = {
  [AlertQuestion.WHO_WAS_ON_A_MACHINE]: 'machine',
};

/**
 * @param hasTrail whether the archive has what questions to CloudTrail's events need
 * @throws Error that names what is no question or cannot be asked of the archive, or which parameter or value does not fit
 */
export function askedQuestion(question: AlertQuestion, hasTrail: boolean, values: Values = {}): AskedQuestion {
  const saved = savedQuestion(question, hasTrail);
  const needed = NEEDED[question];
  if (needed !== undefined && values[needed] === undefined)
    throw new Error(`parameters have no ${needed}: ${question} needs it`);
  for (const [name, value] of Object.entries(values))
    if ([value].flat().some((each) => Token.isUnresolved(each)))
      throw new Error(
        `${name} is, or contains, a token, known only at deployment: give a literal, it becomes part of SQL`,
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
      `question is "${question}", which asks the events of a trail, and the archive has none: give the archive cloudTrail, or ask another question`,
    );
  const saved = ofTrail ?? find(readSavedQueries());
  if (!saved) throw new Error(`question is ${JSON.stringify(question)}: give one of ${known.join(', ')}`);
  return saved;
}
