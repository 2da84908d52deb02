import { AlibabaError } from './error';
import type { Page, Position } from './paging';

/** Errors instead of an answer, in Alibaba Cloud's words. */
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
 * How a call fails:
 * - the name of an error: the answer is that error; `throttleUser`, `throttle`, `throttleApi` are 400, 429, 503
 * - `cut`: the connection breaks in the middle of the body; `truncated`: half a body, correctly framed
 * - `garbage`: 200 with a body that is not JSON; `noSessions`: only a RequestId; `notArray`: Session is an object
 * - `repeatToken`: the page has the same token as its request; a first page, whose request has no token, stays correct
 * - `emptyPage`: no sessions and a token; the call with that token gets the page
 * - `duplicate`: the page has its last session twice, and the next page begins with the same session
 * - `slowMs`: the answer takes this much longer
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

/** Applies the fault to every nth call; the first is call number n. */
export function everyNth(n: number, fault: AlibabaFault): () => AlibabaFault | undefined {
  let calls = 0;
  return () => (++calls % n === 0 ? fault : undefined);
}

/** Throws the fault's error, if the fault replaces the answer by an error. */
export function throwFault(fault: AlibabaFault | undefined): void {
  if (typeof fault !== 'string' || !(fault in ERRORS)) return;
  const [code, message, status] = ERRORS[fault as keyof typeof ERRORS];
  throw new AlibabaError(code, message, status);
}

/** Applies the fault to a page. @param asked where the page begins */
export function spoilPage(fault: AlibabaFault | undefined, { sessions, next }: Page, asked: Position): Page {
  if (fault === 'emptyPage') return { sessions: [], next: asked };
  if (fault !== 'duplicate') return { sessions, next };
  // A page of one session must not lead back to itself.
  const stepBack = next && sessions.length > 1 ? { key: next.key, seen: next.seen - 1 } : next;
  return { sessions: [...sessions, ...sessions.slice(-1)], next: stepBack };
}

/** Applies the fault to the answer's body. */
export function spoilBody(fault: AlibabaFault | undefined, body: object): string {
  if (fault === 'garbage') return '<html>Bad Gateway</html>';
  if (fault === 'noSessions') return JSON.stringify({ ...body, Sessions: undefined, NextToken: undefined });
  if (fault === 'notArray') return JSON.stringify({ ...body, Sessions: { Session: {} } });
  return JSON.stringify(body);
}
