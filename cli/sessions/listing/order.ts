// The order of a listing, and its tokens. A token holds a position in the order, not a count, because the archive grows.
import type { Scope } from '../../../lib/contract';

/** The position of a session in the order. */
export interface Place extends Scope {
  /** The record's `start_time`; null for a session without one. */
  readonly startTime: string | null;
  readonly sessionId: string;
}

/** Sorts by start time, newest first and sessions without one last; then by SessionId, account and Region. */
export function compare(a: Place, b: Place): number {
  return (
    descending(a.startTime ?? '', b.startTime ?? '') ||
    -descending(a.sessionId, b.sessionId) ||
    -descending(a.accountId, b.accountId) ||
    -descending(a.region, b.region)
  );
}

function descending(a: string, b: string): number {
  return a === b ? 0 : a < b ? 1 : -1;
}

/** Makes a token for what follows the position in a listing with that fingerprint. */
export function toToken({ startTime, sessionId, accountId, region }: Place, fingerprint: string): string {
  return Buffer.from(JSON.stringify([fingerprint, startTime, sessionId, accountId, region])).toString('base64url');
}

/** @throws Error if the token is invalid or belongs to another listing */
export function fromToken(token: string, fingerprint: string): Place {
  const [of, startTime, sessionId, accountId, region] = content(token);
  const texts = [of, sessionId, accountId, region];
  if (!texts.every((text) => typeof text === 'string') || !(startTime === null || typeof startTime === 'string')) {
    throw new Error('This command did not print that token: give the NextToken of the previous output.');
  }
  if (of !== fingerprint) {
    throw new Error('The token belongs to other filters: give the same state, filters, period and scopes as before.');
  }
  return { startTime, sessionId, accountId, region } as Place;
}

function content(token: string): unknown[] {
  try {
    const value = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown;
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
