// The content of a report, before the page is drawn.
import type { Row } from '../engines/engine';
import type { Outcome } from '../verify/outcome';
import type { AskedFinding } from './asking';
import type { Period } from './period';
import type { Verdict } from './verdict';

export interface Report {
  /** When the report was made, epoch milliseconds. */
  readonly madeMs: number;
  readonly packageVersion: string;
  readonly archive: string;
  readonly period: Period;
  readonly outcome: Outcome;
  readonly verdict: Verdict;
  /** Rows of the question is-the-archive-complete; null if it could not be answered. */
  readonly ledger: readonly Row[] | null;
  /** Rows of the question do-two-witnesses-agree; null if the archive has no CloudTrail events, or the question could not be answered. */
  readonly witnesses: readonly Row[] | null;
  /** Null if the engine could not read the archive; then `unread` has its message. */
  readonly figures: Figures | null;
  readonly unread: string | null;
  readonly findings: readonly Finding[];
  /** Whether CSV files next to the page have all rows. */
  readonly hasCsv: boolean;
  readonly shownRows: number;
}

/** The answers to the questions of the same names. */
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
  /** The number of rows in the finding's part; null if it has none. */
  readonly partCount: number | null;
  /** The finding's first rows. */
  readonly rows: readonly Row[];
}
