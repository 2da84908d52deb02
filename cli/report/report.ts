// What a report says, before anybody has drawn it.
import type { Row } from '../engines/engine';
import type { Outcome } from '../verify/outcome';
import type { AskedFinding } from './asking';
import type { Period } from './period';
import type { Verdict } from './verdict';

export interface Report {
  /** When it was made, epoch milliseconds. */
  readonly madeMs: number;
  readonly packageVersion: string;
  readonly archive: string;
  readonly period: Period;
  readonly outcome: Outcome;
  readonly verdict: Verdict;
  /** Rows of the question is-the-archive-complete; null if it could not be asked. */
  readonly ledger: readonly Row[] | null;
  /** Rows of the question do-two-witnesses-agree; null if the archive has no events of CloudTrail, or they could not be asked. */
  readonly witnesses: readonly Row[] | null;
  /** Null if the engine could not read the archive; then `unread` has its words. */
  readonly figures: Figures | null;
  readonly unread: string | null;
  readonly findings: readonly Finding[];
  /** Whether all rows are in CSV files beside the page. */
  readonly hasCsv: boolean;
  readonly shownRows: number;
}

/** Answers of the questions of the same names. */
export interface Figures {
  readonly population: Row;
  readonly scopes: readonly Row[];
  readonly days: readonly Row[];
  readonly hours: readonly Row[];
  readonly durations: readonly Row[];
  readonly quantiles: Row;
  readonly owners: readonly Row[];
  readonly kinds: readonly Row[];
  readonly versions: readonly Row[];
  readonly topOwners: readonly Row[];
  readonly topTargets: readonly Row[];
}

export interface Finding extends AskedFinding {
  readonly count: number;
  /** Of these, what is counted apart; null if nothing is. */
  readonly partCount: number | null;
  /** The first of its rows. */
  readonly rows: readonly Row[];
}
