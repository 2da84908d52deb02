// The order of a listing, and the tokens that lead on in it. A token holds a place in the order, never a count: the archive grows.
import type { Scope } from '../../../lib/contract';

/** Where a session stands in the order. */
export interface Place extends Scope {
  /** As a record has it; null of a session without a start. */
  readonly startTime: string | null;
  readonly sessionId: string;
}

/** Newest start first, sessions without one last; then by SessionId, account and Region. */
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

/** A token for what comes behind the place, in a listing with that fingerprint. */
export function toToken({ startTime, sessionId, accountId, region }: Place, fingerprint: string): string {
  return Buffer.from(JSON.stringify([fingerprint, startTime, sessionId, accountId, region])).toString('base64url');
}

/** @throws Error if the token is none, or one of another listing */
export function fromToken(token: string, fingerprint: string): Place {
  const [of, startTime, sessionId, accountId, region] = content(token);
  const texts = [of, sessionId, accountId, region];
  if (!texts.every((text) => typeof text === 'string') || !(startTime === null || typeof startTime === 'string')) {
    throw new Error('The token is none that this command printed: give the NextToken of the listing before.');
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
