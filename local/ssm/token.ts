import { openToken, sealToken } from '../sealed-token';
import { SsmError } from './error';
import type { Position } from './paging';
import type { DescribeRequest } from './request';

/** Makes the opaque token with which a request for the same Region, state and filters continues at `position`. */
export function encodeToken(position: Position, request: DescribeRequest, now: number): string {
  return sealToken([position.start, position.seen, now], purposeOf(request));
}

/** Reads a token. Throws InvalidNextToken if it is invalid, of another request, or older than `lifetimeMs`. */
export function decodeToken(token: string, request: DescribeRequest, now: number, lifetimeMs: number): Position {
  const content = openToken(token, purposeOf(request)) as [number | null, number, number] | undefined;
  if (content === undefined) throw invalidToken();
  const [start, seen, issued] = content;
  if (now - issued > lifetimeMs) throw invalidToken();
  return { start, seen };
}

export function invalidToken(): SsmError {
  return new SsmError('InvalidNextToken', "The specified token isn't valid.");
}

function purposeOf({ region, state, filters }: DescribeRequest): unknown {
  return [region, state, filters.map(({ key, value }) => [key, value])];
}
