import { AlibabaError } from './error';
import type { Page, Position } from './paging';

/** Errors that come instead of an answer, as Alibaba Cloud words them. */
const ERRORS = {
  throttleUser: ['Throttling.User', 'Request was denied due to user flow control.', 400],
  throttle: ['Throttling', 'Request was denied due to request throttling.', 429],
  throttleApi: ['Throttling.Api', 'Request was denied due to api flow control.', 503],
  error500: ['InternalError', 'An error occurred when you dispatched the request.', 500],
  unavailable: ['ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', 503],
  expiredToken: ['InvalidParameter.NextToken', 'The specified parameter NextToken is not valid.', 400],
  denied: ['Forbidden.RAM', 'User not authorized to operate on the specified resource.', 403],
} as const satisfies Record<string, readonly [code: string, message: string, status: number]>;

/**
 * What goes wrong with a call:
 * - the name of an error: answered with it; `throttleUser`, `throttle` and `throttleApi` have the statuses 400, 429 and 503
 * - `cut`: the connection breaks in the middle of the body; `truncated`: half a body, correctly framed
 * - `garbage`: 200 with a body that is not JSON; `noSessions`: 200 with a RequestId alone; `notArray`: Sessions.Session is an object
 * - `repeatToken`: the page comes with the token that asked for it; a first page, which no token asked for, comes as ever
 * - `emptyPage`: no sessions and a token; the call with that token gets the page
 * - `duplicate`: the page ends with a session twice, and the next page begins with it again
 * - `slowMs`: the answer takes so much longer
 */
export type AlibabaFault =
  | keyof typeof ERRORS
  | 'cut'
  | 'truncated'
  | 'garbage'
  | 'noSessions'
  | 'notArray'
  | 'repeatToken'
  | 'emptyPage'
  | 'duplicate'
  | { readonly slowMs: number };

/** A choice of faults that spoils every nth call, the nth first. */
export function everyNth(n: number, fault: AlibabaFault): () => AlibabaFault | undefined {
  let calls = 0;
  return () => (++calls % n === 0 ? fault : undefined);
}

/** Throws the error that is asked for instead of an answer. */
export function throwFault(fault: AlibabaFault | undefined): void {
  if (typeof fault !== 'string' || !(fault in ERRORS)) return;
  const [code, message, status] = ERRORS[fault as keyof typeof ERRORS];
  throw new AlibabaError(code, message, status);
}

/** The page as the fault spoils it. @param asked where the page begins */
export function spoilPage(fault: AlibabaFault | undefined, { sessions, next }: Page, asked: Position): Page {
  if (fault === 'emptyPage') return { sessions: [], next: asked };
  if (fault !== 'duplicate') return { sessions, next };
  // A page of one session must not lead back to itself.
  const stepBack = next && sessions.length > 1 ? { key: next.key, seen: next.seen - 1 } : next;
  return { sessions: [...sessions, ...sessions.slice(-1)], next: stepBack };
}

/** The answer's body as the fault spoils it. */
export function spoilBody(fault: AlibabaFault | undefined, body: object): string {
  if (fault === 'garbage') return '<html>Bad Gateway</html>';
  if (fault === 'noSessions') return JSON.stringify({ ...body, Sessions: undefined, NextToken: undefined });
  if (fault === 'notArray') return JSON.stringify({ ...body, Sessions: { Session: {} } });
  return JSON.stringify(body);
}
