// The parts of the verdict: integrity, completeness and, with CloudTrail, the second witness.

/** `bad`: something on the page may be wrong or missing. `worth`: good to know, but no sign of that. */
type Weight = 'bad' | 'worth';

export interface Item {
  readonly weight: Weight;
  /** What was found. */
  readonly what: string;
  /** The object, the prefix, or the account and Region. */
  readonly where: string;
  readonly advice: string | null;
}

/** One part of the verdict. */
export interface VerdictPart {
  readonly state: 'good' | 'bad' | 'unknown';
  readonly words: string;
  readonly items: readonly Item[];
}

export const count = (number: number, what: string) =>
  `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
