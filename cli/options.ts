// Parses and checks the values of options that several commands share.
import { InvalidArgumentError } from 'commander';
import { ACCOUNT_ID, ANY_REGION_NAME, REGION_NAME } from '../lib/contract';
import { DAY_MS, floorTo } from '../lambda/time';
import { isDay } from '../lib/common/day';
import { periodStart } from './period';

/** Options that may be given several times. */
export const collect =
  <T>(parse: (text: string) => T) =>
  (text: string, before: T[] = []) => [...before, parse(text)];

/** Turns a parser's error into one that commander prints with the option's name. */
export function parse<T>(parser: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parser(text);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };
}

export function accountId(text: string): string {
  if (!ACCOUNT_ID.test(text))
    throw new InvalidArgumentError('An AWS account id has 12 digits, an Alibaba Cloud account id 16.');
  return text;
}

/** A Region of AWS, for a client. */
export function regionName(text: string): string {
  if (!REGION_NAME.test(text)) throw new InvalidArgumentError('Write a Region as in eu-west-1.');
  return text;
}

/** A Region of any cloud that an archive can hold. */
export function archivedRegion(text: string): string {
  if (!ANY_REGION_NAME.test(text)) throw new InvalidArgumentError('Write a Region as in eu-west-1 or cn-hangzhou.');
  return text;
}

/** The first millisecond of a UTC day. */
export function day(text: string): number {
  if (!isDay(text)) throw new InvalidArgumentError('Write a day as yyyy-MM-dd.');
  return Date.parse(text);
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** The first millisecond of a UTC day, given as a day or as a span before now such as `7d`. */
export function recentDay(text: string): number {
  try {
    return floorTo(periodStart(text, Date.now()), DAY_MS);
  } catch {
    throw new InvalidArgumentError('Give a UTC day such as 2026-03-01, or a span before now such as 7d.');
  }
}
