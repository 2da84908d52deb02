// The second witness, the third part of the verdict for an archive with CloudTrail events: whether both have the same sessions.
import { scopeOf } from './completeness';
import type { Row } from '../engines/engine';
import { count, type VerdictPart, type Item } from './verdict-part';

/** The cause of sessions that nothing explains. */
export const UNEXPLAINED = 'unexplained';

/** The number of sessions in these rows of the question. */
export const sessionsOf = (rows: readonly Row[]) => rows.reduce((all, { sessions }) => all + Number(sessions), 0);

/** @param rows of the question do-two-witnesses-agree */
export function judgeWitness(rows: readonly Row[]): VerdictPart {
  const [all, agree] = [sessionsOf(rows), sessionsOf(rows.filter(({ finding }) => finding === 'both'))];
  const unexplained = sessionsOf(rows.filter(({ cause }) => cause === UNEXPLAINED));
  const items = rows.filter(({ finding }) => finding !== 'both').map(toItem);
  if (agree + unexplained === 0)
    return {
      state: 'unknown',
      words:
        all === 0
          ? 'Neither witness has a session of the period.'
          : `Nothing can be compared: ${count(all, 'session')} from one witness only, for a reason given here.`,
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

/** One item of the verdict for each row. The page shows equal items of several accounts and Regions once. */
function toItem(row: Row): Item {
  const isOfTrail = row.finding === 'no record in the archive';
  const what = isOfTrail
    ? 'CloudTrail has starts without a record in the archive'
    : 'The archive has sessions without a start in CloudTrail';
  const where = `${scopeOf(row)}: ${count(Number(row.sessions), 'session')}`;
  if (row.cause !== UNEXPLAINED)
    return { weight: 'worth', what: `${what}: ${String(row.cause)}.`, where, advice: null };
  return {
    weight: 'bad',
    what: `${what}, and nothing explains it.`,
    where,
    advice: isOfTrail
      ? 'Compare them with what the ledger says about that time.'
      : 'The trail may have lost log files: run aws cloudtrail validate-logs.',
  };
}
