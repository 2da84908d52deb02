// The third part of the verdict, where the archive has CloudTrail's events: whether both witnesses know the same sessions.
import { scopeOf } from './completeness';
import type { Row } from '../engines/engine';
import { count, type Half, type Item } from './half';

/** The cause of what nothing explains. */
export const UNEXPLAINED = 'unexplained';

/** How many sessions these rows of the question count. */
export const sessionsOf = (rows: readonly Row[]) => rows.reduce((all, { sessions }) => all + Number(sessions), 0);

/** @param rows of the question do-two-witnesses-agree */
export function judgeWitness(rows: readonly Row[]): Half {
  const [all, agree] = [sessionsOf(rows), sessionsOf(rows.filter(({ finding }) => finding === 'both'))];
  const unexplained = sessionsOf(rows.filter(({ cause }) => cause === UNEXPLAINED));
  const items = rows.filter(({ finding }) => finding !== 'both').map(toItem);
  if (agree + unexplained === 0)
    return {
      state: 'unknown',
      words:
        all === 0
          ? 'Neither witness knows a session of the period.'
          : `Nothing can be compared: ${count(all, 'session')} known to one witness only, for a reason given here.`,
      items,
    };
  const words = `Two witnesses agree for ${agree.toLocaleString('en-US')} of ${count(all, 'session')}.`;
  if (unexplained > 0)
    return {
      state: 'bad',
      words: `${words} Nothing explains ${unexplained.toLocaleString('en-US')} of the others.`,
      items,
    };
  return { state: 'good', words: all > agree ? `${words} The others have a reason.` : words, items };
}

/** What is so in several accounts and Regions stands on the page once, with the number of each. */
function toItem(row: Row): Item {
  const isOfTrail = row.finding === 'no record in the archive';
  const what = isOfTrail
    ? 'CloudTrail has starts of which the archive has no record'
    : 'The archive has sessions of which CloudTrail has no start';
  const where = `${scopeOf(row)}: ${count(Number(row.sessions), 'session')}`;
  if (row.cause !== UNEXPLAINED)
    return { weight: 'worth', what: `${what}: ${String(row.cause)}.`, where, advice: null };
  return {
    weight: 'bad',
    what: `${what}, and nothing explains it.`,
    where,
    advice: isOfTrail
      ? 'Compare them with what the ledger says of that time.'
      : 'The trail may have lost log files: aws cloudtrail validate-logs tells.',
  };
}
