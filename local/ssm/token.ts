import { createHash } from 'node:crypto';
import { SsmError } from './error';
import type { Position } from './paging';
import type { DescribeRequest } from './request';

/** Makes the opaque token that leads a request of the same Region, state and filters on from `position`. */
export function encodeToken(position: Position, request: DescribeRequest, now: number): string {
  const content = JSON.stringify([position.start, position.seen, now]);
  return Buffer.from(`${seal(content, request)}${content}`).toString('base64');
}

/** Reads a token back; throws InvalidNextToken when it is none, another request's, or older than `lifetimeMs`. */
export function decodeToken(token: string, request: DescribeRequest, now: number, lifetimeMs: number): Position {
  const text = Buffer.from(token, 'base64').toString();
  const content = text.slice(SEAL_LENGTH);
  if (text.slice(0, SEAL_LENGTH) !== seal(content, request)) throw invalidToken();
  const [start, seen, issued] = JSON.parse(content) as [number | null, number, number];
  if (now - issued > lifetimeMs) throw invalidToken();
  return { start, seen };
}

export function invalidToken(): SsmError {
  return new SsmError('InvalidNextToken', "The specified token isn't valid.");
}

const SEAL_LENGTH = 12;

function seal(content: string, { region, state, filters }: DescribeRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([content, region, state, filters.map(({ key, value }) => [key, value])]))
    .digest('base64')
    .slice(0, SEAL_LENGTH);
}
