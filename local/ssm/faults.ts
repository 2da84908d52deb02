import { SsmError } from './error';
import type { Page, Position } from './paging';
import { invalidToken } from './token';

/**
 * How a call fails:
 * - `throttle`, `error500`, `expiredToken`, `denied`: the answer is ThrottlingException, InternalServerError,
 *   InvalidNextToken, AccessDeniedException
 * - `cut`: the connection breaks in the middle of the body; `truncated`: half a body, correctly framed
 * - `garbage`: 200 with a body that is not JSON; `noSessions`: 200 `{}`
 * - `repeatToken`: the page has the same token as its request; a first page, whose request has no token, stays correct
 * - `emptyPage`: no sessions and a token; the call with that token gets the page
 * - `duplicate`: the page has its last session twice, and the next page begins with the same session
 * - `disorder`: the page's sessions come oldest first
 * - `slowMs`: the answer takes this much longer
 */
export type SsmFault =
  | 'throttle'
  | 'error500'
  | 'expiredToken'
  | 'denied'
  | 'cut'
  | 'truncated'
  | 'garbage'
  | 'noSessions'
  | 'repeatToken'
  | 'emptyPage'
  | 'duplicate'
  | 'disorder'
  | { readonly slowMs: number };

/** Throws the fault's error, if the fault replaces the answer by an error. */
export function throwFault(fault: SsmFault | undefined): void {
  if (fault === 'throttle') throw throttled();
  if (fault === 'error500') throw new SsmError('InternalServerError', 'An error occurred on the server side.', 500);
  if (fault === 'expiredToken') throw invalidToken();
  if (fault === 'denied')
    throw new SsmError('AccessDeniedException', 'not authorized to perform: ssm:DescribeSessions');
}

export function throttled(): SsmError {
  return new SsmError('ThrottlingException', 'Rate exceeded');
}

/** Applies the fault to a page. @param asked where the page begins */
export function spoilPage(fault: SsmFault | undefined, { sessions, next }: Page, asked: Position): Page {
  if (fault === 'emptyPage') return { sessions: [], next: asked };
  if (fault === 'disorder') return { sessions: [...sessions].reverse(), next };
  if (fault !== 'duplicate') return { sessions, next };
  // A page of one session must not lead back to itself.
  const stepBack = next && sessions.length > 1 ? { start: next.start, seen: next.seen - 1 } : next;
  return { sessions: [...sessions, ...sessions.slice(-1)], next: stepBack };
}
