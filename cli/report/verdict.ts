// The verdict in plain words: what verification and the ledger together say of the period.
import type { Row } from '../engines/engine';
import type { Finding } from '../verify/findings';
import type { Outcome } from '../verify/outcome';
import { judgeCompleteness } from './completeness';
import { count, type Half, type Item } from './half';
import type { Period } from './period';
import { judgeWitness } from './witness';

export interface Verdict {
  readonly state: Half['state'];
  readonly headline: string;
  readonly words: string;
  /** Nothing was removed or changed: what `verify` says. */
  readonly integrity: Half;
  /** All of the period was looked at in time: what the ledger says. */
  readonly completeness: Half;
  /** Whether CloudTrail knows the same sessions; null if the archive has none of its events, or nobody could ask. */
  readonly witness: Half | null;
}

/** Exit statuses under `--check`. */
export const CHECKED = { good: 0, bad: 1, unknown: 2 } as const satisfies Record<Half['state'], number>;

/**
 * @param ledger rows of the question is-the-archive-complete; null if nobody could ask
 * @param unread the engine's words, if it could not read the archive
 * @param beyond sessions whose record is of a snapshot that was not verified
 * @param witnesses rows of the question do-two-witnesses-agree; null without events of CloudTrail
 */
export function judge(
  outcome: Outcome,
  ledger: readonly Row[] | null,
  period: Period,
  nowMs: number,
  {
    unread,
    beyond,
    witnesses,
  }: { readonly unread: string | null; readonly beyond: number; readonly witnesses: readonly Row[] | null },
): Verdict {
  const integrity = judgeIntegrity(outcome, unread, beyond);
  const completeness = judgeCompleteness(ledger, period, nowMs);
  const witness = witnesses && judgeWitness(witnesses);
  // That a trail is not read yet says nothing about the archive.
  const states = [integrity.state, completeness.state, ...(witness?.state === 'bad' ? ['bad'] : [])];
  const state = states.includes('bad') ? 'bad' : states.includes('unknown') ? 'unknown' : 'good';
  return { state, ...headline(integrity, completeness, witness, ledger), integrity, completeness, witness };
}

function headline(
  integrity: Half,
  completeness: Half,
  witness: Half | null,
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
  if (witness?.state === 'bad')
    return {
      headline: 'The two witnesses disagree',
      words:
        'The archive and CloudTrail do not know the same sessions. Do not rely on either alone until that is explained.',
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
