// Completeness, one part of the verdict: whether snapshots read all of the period from SSM in time, according to the ledger.
import { DAY_MS, parseTimestamp } from '../../lambda/time';
import type { Row } from '../engines/engine';
import { count, type VerdictPart, type Item } from './verdict-part';
import { endOf, type Period } from './period';

/** The ledger's findings about time that no snapshot read before SSM forgot it, or that none has read yet. */
export const LOST = ['not seen before', 'may be forgotten', 'not seen since'] as const;

export function judgeCompleteness(ledger: readonly Row[] | null, period: Period, nowMs: number): VerdictPart {
  if (ledger === null) return { state: 'unknown', words: 'The ledger could not be read.', items: [] };
  const scopes = new Set(ledger.map(scopeOf));
  const items = [...scopes].flatMap((scope) => ofScope(scope, ledger, period));
  if (endOf(period) > nowMs)
    items.unshift({
      weight: 'worth',
      what: 'This page was made before the period ended.',
      where: 'all accounts and Regions',
      advice: 'Make the page again after its end.',
    });
  const lacking = new Set(items.filter(({ weight }) => weight === 'bad').map(({ where }) => where)).size;
  if (scopes.size === 0)
    return { state: 'bad', words: 'The ledger has no snapshot that could have read the period.', items };
  return lacking > 0
    ? {
        state: 'bad',
        words: `${lacking} of ${scopes.size} accounts and Regions ${lacking === 1 ? 'lacks' : 'lack'} a part of the period.`,
        items,
      }
    : {
        state: 'good',
        words: `In ${scopes.size === 1 ? 'its account and Region' : `each of the ${scopes.size} accounts and Regions`} snapshots read the whole period before SSM forgot it.`,
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
                what: 'No snapshot was taken in the period itself. Later ones read what SSM still had of it.',
                where,
                advice: null,
              }
            : {
                weight: 'bad',
                what: 'No snapshot was taken in the period or within a month after it.',
                where,
                advice:
                  'This is normal if the account and Region were not archived at that time; otherwise their sessions are unknown.',
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
          what: `Not read ${span}: there is no later snapshot.`,
          where,
          advice: 'A snapshot within 30 days still reads it. Check the alarms if none arrives.',
        });
        break;
      case 'gap':
        items.push({
          weight: 'worth',
          what: `No snapshot ${span}, ${days(row)}.${spansForgotten(rows, row) ? '' : ' The next one read what SSM still had, so no session is missing.'}`,
          where,
          advice: 'Check the alarms of that time.',
        });
        break;
      case 'no session_id':
        items.push({
          weight: 'worth',
          what: `${count(Number(row.snapshots), 'snapshot')} had records without a SessionId. No figure here counts them.`,
          where,
          advice: 'Query history_records and active_records for them.',
        });
        break;
    }
  }
  return [...items, ...ofMissing(where, rows, period)];
}

/** Counts sessions, because lists of them can be long. */
function ofMissing(where: string, rows: readonly Row[], period: Period): Item[] {
  const words = {
    unresolved: 'once open, then given up: SSM never reported how they ended.',
    pending: 'once open, now in neither state: how they ended is not known yet.',
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
