// The verdict in plain words, from verification, the ledger and CloudTrail.
import type { Row } from '../engines/engine';
import type { Finding } from '../verify/findings';
import type { Outcome } from '../verify/outcome';
import { judgeCompleteness } from './completeness';
import { count, type VerdictPart, type Item } from './verdict-part';
import type { Period } from './period';
import { judgeWitness } from './witness';

export interface Verdict {
  readonly state: VerdictPart['state'];
  readonly headline: string;
  readonly words: string;
  /** Whether anything was removed or changed, from `verify`. */
  readonly integrity: VerdictPart;
  /** Whether snapshots read all of the period in time, from the ledger. */
  readonly completeness: VerdictPart;
  /** Whether CloudTrail has the same sessions; null if the archive has no CloudTrail events, or they could not be read. */
  readonly witness: VerdictPart | null;
}

/** Exit statuses under `--check`. */
export const CHECKED = { good: 0, bad: 1, unknown: 2 } as const satisfies Record<VerdictPart['state'], number>;

/**
 * @param ledger rows of the question is-the-archive-complete; null if it could not be answered
 * @param unread the engine's message, if it could not read the archive
 * @param beyond sessions whose record comes from a snapshot that was not verified
 * @param witnesses rows of the question do-two-witnesses-agree; null without CloudTrail events
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
  // A trail that has not been read yet says nothing about the archive.
  const states = [integrity.state, completeness.state, ...(witness?.state === 'bad' ? ['bad'] : [])];
  const state = states.includes('bad') ? 'bad' : states.includes('unknown') ? 'unknown' : 'good';
  return { state, ...headline(integrity, completeness, witness, ledger), integrity, completeness, witness };
}

function headline(
  integrity: VerdictPart,
  completeness: VerdictPart,
  witness: VerdictPart | null,
  ledger: readonly Row[] | null,
): { headline: string; words: string } {
  if (integrity.state === 'bad')
    return {
      headline: completeness.state === 'bad' ? 'Changed and incomplete' : 'Not whole',
      words: 'The archive was changed, or a part of it is missing. Do not rely on this page until you know why.',
    };
  if (isEmpty(ledger))
    return {
      headline: 'No snapshot covers this period',
      words:
        'The archive has no snapshot that could have read it. The page shows no sessions, but there may have been some.',
    };
  if (completeness.state === 'bad')
    return {
      headline: 'Incomplete',
      words:
        'Nothing was changed, but no snapshot read a part of the period in time. Sessions of that part may be missing.',
    };
  if (witness?.state === 'bad')
    return {
      headline: 'The two witnesses disagree',
      words:
        'The archive and CloudTrail do not have the same sessions. Do not rely on either alone until you know why.',
    };
  if (integrity.state === 'unknown' || completeness.state === 'unknown')
    return { headline: 'Not verified', words: 'Verification did not finish, so there is no verdict.' };
  if (ledger?.some(({ finding }) => finding === 'gap'))
    return {
      headline: 'Complete and unchanged, with a gap between snapshots',
      words: 'The next snapshot read the sessions of the gap before SSM forgot them, and every record is unchanged.',
    };
  return {
    headline: 'Complete and unchanged',
    words: 'Snapshots read all of the period before SSM forgot it, and every record is unchanged.',
  };
}

/** No account or Region has a snapshot in the period, or one after it that still had the sessions. */
function isEmpty(ledger: readonly Row[] | null): boolean {
  return ledger !== null && !ledger.some(({ finding }) => finding === 'snapshots');
}

function judgeIntegrity(
  { verdict, findings, scopes, error }: Outcome,
  unread: string | null,
  beyond: number,
): VerdictPart {
  const items = findings.map(ofFinding);
  if (error !== null)
    items.unshift({ weight: 'bad', what: `Verification stopped early: ${error}`, where: 'verify', advice: null });
  if (unread !== null)
    items.unshift({
      weight: 'bad',
      what: `The questions could not be answered, so this page has no figures: ${unread}`,
      where: 'query engine',
      advice: 'Fix what verification found, and make the page again.',
    });
  if (beyond > 0)
    items.push({
      weight: 'worth',
      what: `${beyond} ${beyond === 1 ? 'session comes' : 'sessions come'} from snapshots that were not verified.`,
      where: 'sessions',
      advice: 'Run verify without a period to verify them too.',
    });
  const problems = findings.filter(({ severity }) => severity === 'problem').length;
  if (problems > 0)
    return {
      state: 'bad',
      words: `${count(problems, 'problem')} found: the archive differs from what the reporter wrote.`,
      items,
    };
  if (error !== null || unread !== null)
    return { state: 'unknown', words: 'The archive could not be read completely.', items };
  if (verdict === 'no snapshot')
    return { state: 'good', words: 'There was no snapshot to verify, and no sign that one was removed.', items };
  const [objects, snapshots] = [sum(scopes, 'objects'), sum(scopes, 'snapshots')];
  return {
    state: 'good',
    words: `${count(snapshots, 'snapshot')} and ${count(objects, 'object')} of records match the hashes that the reporter wrote with them.`,
    items,
  };
}

function ofFinding({ severity, what, key, advice }: Finding): Item {
  return { weight: severity === 'problem' ? 'bad' : 'worth', what, where: key, advice };
}

const sum = (scopes: Outcome['scopes'], what: 'objects' | 'snapshots') =>
  scopes.reduce((all, scope) => all + scope[what], 0);
