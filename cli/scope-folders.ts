// Parses the folders of accounts and Regions below each of the archive's prefixes.
import { ACCOUNT_ID } from '../lib/contract';

/** The account of a folder; undefined for any other folder. */
export function accountOf(folder: string): string | undefined {
  const name = /^account_id=(.*)\/$/.exec(folder)?.[1] ?? '';
  return ACCOUNT_ID.test(name) ? name : undefined;
}

/** The Region of a folder; undefined for any other folder. */
export function regionOf(folder: string): string | undefined {
  return /^region=([a-z0-9-]+)\/$/.exec(folder)?.[1];
}
