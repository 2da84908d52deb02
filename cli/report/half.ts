// What each half of the verdict is made of.

/** `bad`: what the page says may be wrong or lack something. `worth`: worth knowing, and no sign of that. */
type Weight = 'bad' | 'worth';

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

export const count = (number: number, what: string) =>
  `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
