// What options of several commands are: their values, checked where they are given.
import { InvalidArgumentError } from 'commander';
import { ACCOUNT_ID, ANY_REGION_NAME, REGION_NAME } from '../lib/contract';
import { DAY_MS, floorTo } from '../lambda/time';
import { isDay } from '../lib/day';
import { periodStart } from './period';

/** Options that may be given several times. */
export const collect =
  <T>(parse: (text: string) => T) =>
  (text: string, before: T[] = []) => [...before, parse(text)];

/** Turns an error of a parser into one that the command line shows with its usage. */
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
    throw new InvalidArgumentError('An account has twelve digits, one of Alibaba Cloud sixteen.');
  return text;
}

/** Of AWS, where a client is to go. */
export function regionName(text: string): string {
  if (!REGION_NAME.test(text)) throw new InvalidArgumentError('A Region is called like eu-west-1.');
  return text;
}

/** Of whatever cloud the sessions are. */
export function archivedRegion(text: string): string {
  if (!ANY_REGION_NAME.test(text)) throw new InvalidArgumentError('A Region is called like eu-west-1 or cn-hangzhou.');
  return text;
}

/** The first millisecond of a UTC day. */
export function day(text: string): number {
  if (!isDay(text)) throw new InvalidArgumentError('A day is written yyyy-MM-dd.');
  return Date.parse(text);
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** The first millisecond of a UTC day that is given, or on which a span before now began: `7d`. */
export function recentDay(text: string): number {
  try {
    return floorTo(periodStart(text, Date.now()), DAY_MS);
  } catch {
    throw new InvalidArgumentError('Give a UTC day such as 2026-03-01, or a span before now such as 7d.');
  }
}
