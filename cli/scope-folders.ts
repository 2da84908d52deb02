// The folders of accounts and Regions, below each of the archive's prefixes.
import { ACCOUNT_ID } from '../lib/contract';

/** The account whose folder this is; undefined if it is no account's. */
export function accountOf(folder: string): string | undefined {
  const name = /^account_id=(.*)\/$/.exec(folder)?.[1] ?? '';
  return ACCOUNT_ID.test(name) ? name : undefined;
}

/** The Region whose folder this is; undefined if it is no Region's. */
export function regionOf(folder: string): string | undefined {
  return /^region=([a-z0-9-]+)\/$/.exec(folder)?.[1];
}
