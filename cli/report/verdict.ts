// The verdict in plain words: what verification and the ledger together say of the period.
import { DAY_MS, parseTimestamp } from '../../lambda/time';
import type { Row } from '../engines/engine';
import type { Finding } from '../verify/findings';
import type { Outcome } from '../verify/outcome';
import { endOf, type Period } from './period';

/** `bad`: what the page says may be wrong or lack something. `worth`: worth knowing, and no sign of that. */
export type Weight = 'bad' | 'worth';

export interface Item {
  readonly weight: Weight;
  /** What is so, in words. */
  readonly what: string;
  /** Where: an object, a prefix, or an account and Region. */
  readonly where: string;
  readonly advice: string | null;
}

/** One half of the verdict. */
export interface Half {
  readonly state: 'good' | 'bad' | 'unknown';
  readonly words: string;
  readonly items: readonly Item[];
}

export interface Verdict {
  readonly state: Half['state'];
  readonly headline: string;
  readonly words: string;
  /** Nothing was removed or changed: what `verify` says. */
  readonly integrity: Half;
  /** All of the period was looked at in time: what the ledger says. */
  readonly completeness: Half;
}

/** Exit statuses under `--check`. */
export const CHECKED = { good: 0, bad: 1, unknown: 2 } as const satisfies Record<Half['state'], number>;

/**
 * @param ledger rows of the question is-the-archive-complete; null if nobody could ask
 * @param unread the engine's words, if it could not read the archive
 * @param beyond sessions whose record is of a snapshot that was not verified
 */
export function judge(
  outcome: Outcome,
  ledger: readonly Row[] | null,
  period: Period,
  nowMs: number,
  { unread, beyond }: { readonly unread: string | null; readonly beyond: number },
): Verdict {
  const integrity = judgeIntegrity(outcome, unread, beyond);
  const completeness = judgeCompleteness(ledger, period, nowMs);
  const states = [integrity.state, completeness.state];
  const state = states.includes('bad') ? 'bad' : states.includes('unknown') ? 'unknown' : 'good';
  return { state, ...headline(integrity, completeness, ledger), integrity, completeness };
}

function headline(
  integrity: Half,
  completeness: Half,
  ledger: readonly Row[] | null,
): { headline: string; words: string } {
  if (integrity.state === 'bad')
    return {
      headline: completeness.state === 'bad' ? 'Changed and incomplete' : 'Not whole',
      words: 'The archive was changed, or a part of it is missing. Do not rely on this page until that is explained.',
    };
  if (isEmpty(ledger))
    return {
      headline: 'Nothing is known of this period',
      words:
        'The archive has no snapshot that could know of it. That no sessions are shown does not mean that there were none.',
    };
  if (completeness.state === 'bad')
    return {
      headline: 'Incomplete',
      words:
        'Nothing was changed, but nobody looked at a part of the period in time: sessions of that part may be missing.',
    };
  if (integrity.state === 'unknown' || completeness.state === 'unknown')
    return { headline: 'Nobody can tell', words: 'Verification did not come to its end.' };
  if (ledger?.some(({ finding }) => finding === 'gap'))
    return {
      headline: 'Complete and unchanged, with a gap between snapshots',
      words:
        'What ended in the gap was read afterwards, before SSM had forgotten it; every record is as it was written.',
    };
  return {
    headline: 'Complete and unchanged',
    words: 'SSM was asked about all of the period before it could forget, and every record is as it was written.',
  };
}

/** No snapshot in any account or Region, nor one afterwards that remembered. */
function isEmpty(ledger: readonly Row[] | null): boolean {
  return ledger !== null && !ledger.some(({ finding }) => finding === 'snapshots');
}

function judgeIntegrity({ verdict, findings, scopes, error }: Outcome, unread: string | null, beyond: number): Half {
  const items = findings.map(ofFinding);
  if (error !== null)
    items.unshift({ weight: 'bad', what: `Verification broke off: ${error}`, where: 'verify', advice: null });
  if (unread !== null)
    items.unshift({
      weight: 'bad',
      what: `The questions could not be answered, so this page has no figures: ${unread}`,
      where: 'query engine',
      advice: 'Put in order what verification names, and make the page again.',
    });
  if (beyond > 0)
    items.push({
      weight: 'worth',
      what: `${beyond} ${beyond === 1 ? 'session rests' : 'sessions rest'} on snapshots outside those that were verified.`,
      where: 'sessions',
      advice: 'Run verify without a period to prove them, too.',
    });
  const problems = findings.filter(({ severity }) => severity === 'problem').length;
  if (problems > 0)
    return { state: 'bad', words: `${count(problems, 'problem')} found: not what the reporter wrote.`, items };
  if (error !== null || unread !== null)
    return { state: 'unknown', words: 'The archive could not be read to its end.', items };
  if (verdict === 'no snapshot')
    return { state: 'good', words: 'There was no snapshot to verify, and no sign that one was removed.', items };
  const [objects, snapshots] = [sum(scopes, 'objects'), sum(scopes, 'snapshots')];
  return {
    state: 'good',
    words: `${count(snapshots, 'snapshot')} and ${count(objects, 'object')} of records match the hashes that were noted when they were written.`,
    items,
  };
}

function ofFinding({ severity, what, key, advice }: Finding): Item {
  return { weight: severity === 'problem' ? 'bad' : 'worth', what, where: key, advice };
}

const sum = (scopes: Outcome['scopes'], what: 'objects' | 'snapshots') =>
  scopes.reduce((all, scope) => all + scope[what], 0);
const count = (number: number, what: string) => `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;

/** Findings of the ledger about time that nobody looked at before SSM forgot it, or has looked at since. */
export const LOST = ['not seen before', 'may be forgotten', 'not seen since'] as const;

function judgeCompleteness(ledger: readonly Row[] | null, period: Period, nowMs: number): Half {
  if (ledger === null) return { state: 'unknown', words: 'The ledger could not be read.', items: [] };
  const scopes = new Set(ledger.map(scopeOf));
  const items = [...scopes].flatMap((scope) => ofScope(scope, ledger, period));
  if (endOf(period) > nowMs)
    items.unshift({
      weight: 'worth',
      what: 'The period had not ended when this page was made.',
      where: 'all accounts and Regions',
      advice: 'Make the page again when it has.',
    });
  const lacking = new Set(items.filter(({ weight }) => weight === 'bad').map(({ where }) => where)).size;
  if (scopes.size === 0)
    return { state: 'bad', words: 'The ledger has no snapshot that could know of the period.', items };
  return lacking > 0
    ? {
        state: 'bad',
        words: `${lacking} of ${scopes.size} accounts and Regions ${lacking === 1 ? 'lacks' : 'lack'} a part of the period.`,
        items,
      }
    : {
        state: 'good',
        words: `In ${scopes.size === 1 ? 'its account and Region' : `each of the ${scopes.size} accounts and Regions`} SSM was asked about the whole period before it could forget.`,
        items,
      };
}

export const scopeOf = ({ account_id, region }: Row) => `${String(account_id)} ${String(region)}`;

function ofScope(where: string, ledger: readonly Row[], period: Period): Item[] {
  const rows = ledger.filter((row) => scopeOf(row) === where);
  const isRemembered = rows.some(({ finding }) => finding === 'snapshots');
  const items: Item[] = [];
  for (const row of rows) {
    const span = `from ${time(row.from_time)} to ${time(row.to_time)} UTC`;
    switch (row.finding) {
      case 'no snapshot in the period':
        items.push(
          isRemembered
            ? {
                weight: 'worth',
                what: 'No snapshot was taken in the period itself. Others read what SSM remembered of it.',
                where,
                advice: null,
              }
            : {
                weight: 'bad',
                what: 'No snapshot was taken in the period, nor within a month of it.',
                where,
                advice: 'In order if it was not archived yet or no longer; otherwise nobody knows what happened there.',
              },
        );
        break;
      case 'not seen before':
      case 'may be forgotten':
        items.push({
          weight: 'bad',
          what: `Sessions that ended ${span} may be missing: SSM had forgotten them when the next snapshot was taken.`,
          where,
          advice: 'CloudTrail has the starts of that time.',
        });
        break;
      case 'not seen since':
        items.push({
          weight: 'bad',
          what: `Not looked at ${span}: there is no later snapshot.`,
          where,
          advice: 'A later snapshot makes up for it within 30 days. Look at the alarms if none comes.',
        });
        break;
      case 'gap':
        items.push({
          weight: 'worth',
          what: `No snapshot ${span}, ${days(row)}.${spansForgotten(rows, row) ? '' : ' The one after it read what SSM still remembered, so no session is missing.'}`,
          where,
          advice: 'What was open for a moment only is known from its end alone. Look at the alarms of that time.',
        });
        break;
      case 'no session_id':
        items.push({
          weight: 'worth',
          what: `${count(Number(row.snapshots), 'snapshot')} had records without a SessionId, which no figure here counts.`,
          where,
          advice: 'The records themselves hold them.',
        });
        break;
    }
  }
  return [...items, ...ofMissing(where, rows, period)];
}

/** Lists of sessions can be long: here they are counted. */
function ofMissing(where: string, rows: readonly Row[], period: Period): Item[] {
  const words = {
    unresolved: 'once seen open, and given up: SSM never said how they ended.',
    pending: 'once seen open, and now in neither state: how they ended is not known yet.',
    faded: 'open until SSM forgot them at an age of 30 days. Nothing is lost: nobody ended them.',
  };
  const inPeriod = (row: Row) => row.from_time === null || parseTimestamp(String(row.from_time)) >= period.fromMs;
  return Object.entries(words).flatMap(([finding, what]) => {
    const number = rows.filter((row) => row.finding === finding && inPeriod(row)).length;
    const advice = finding === 'faded' ? null : 'CloudTrail may know.';
    return number === 0
      ? []
      : [{ weight: 'worth' as const, what: `${count(number, 'session')} ${what}`, where, advice }];
  });
}

function spansForgotten(rows: readonly Row[], gap: Row): boolean {
  return rows.some(({ finding, from_time }) => finding === 'may be forgotten' && from_time === gap.from_time);
}

const time = (value: Row[string] | undefined) => String(value).slice(0, 16);

function days({ from_time, to_time }: Row): string {
  const length = (parseTimestamp(String(to_time)) - parseTimestamp(String(from_time))) / DAY_MS;
  return `${length.toFixed(1)} days`;
}
