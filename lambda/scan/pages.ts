// The pages of one DescribeSessions request, from its first to its last token.
import { describeError, ScanIncomplete, TimeLimitReached, TokenExpired } from '../errors';
import type { SessionState } from './record';
import type { Window } from './windows';

/** Spelled as DescribeSessions spells it. Times are ISO 8601 with whole seconds. */
export interface SessionFilter {
  readonly key: 'InvokedAfter' | 'InvokedBefore' | 'SessionId';
  readonly value: string;
}

/** Asks for the sessions that started in a window; its ends are whole seconds. */
export function windowFilters({ fromMs, toMs }: Window): SessionFilter[] {
  const filters: SessionFilter[] = [];
  if (fromMs !== null) filters.push({ key: 'InvokedAfter', value: formatFilterTime(fromMs) });
  if (toMs !== null) filters.push({ key: 'InvokedBefore', value: formatFilterTime(toMs) });
  return filters;
}

function formatFilterTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -5)}Z`;
}

export interface PageRequest {
  readonly state: SessionState;
  readonly filters: readonly SessionFilter[];
  readonly nextToken: string | null;
}

/** One DescribeSessions call: the raw body of its answer. The adapter in ssm.ts retries; what it throws is final. */
export type DescribeSessions = (request: PageRequest) => Promise<string>;

/** What reading pages takes. `timeLimit` is aborted when the function's time is nearly up. */
export interface Caller {
  readonly describeSessions: DescribeSessions;
  readonly clock: () => number;
  readonly timeLimit: AbortSignal;
}

export interface Page {
  readonly sessions: readonly unknown[];
  /** SSM has more to show. */
  readonly hasNext: boolean;
  readonly observedMs: number;
}

/** What to do with a page; false if no more are wanted. */
type TakePage = (page: Page) => boolean | Promise<boolean>;

/**
 * Reads pages until SSM gives no token. An empty page with a token is normal: SSM cuts pages first and filters them then.
 * Throws ScanIncomplete when a call fails for good, a page cannot be read or a token repeats, since what SSM did not show
 * must not look like what SSM does not have; TokenExpired when SSM refuses its own token.
 */
export async function readPages(
  caller: Caller,
  request: Omit<PageRequest, 'nextToken'>,
  takePage: TakePage,
): Promise<void> {
  const tokens = new Set<string>();
  let nextToken: string | null = null;
  // Each page is taken in a call of its own, so that nothing of it is left in memory while SSM makes the next.
  do nextToken = await readPage(caller, { ...request, nextToken }, tokens, takePage);
  while (nextToken !== null);
}

/** Returns the token of the next page that is wanted. */
async function readPage(
  { describeSessions, clock, timeLimit }: Caller,
  request: PageRequest,
  tokens: Set<string>,
  takePage: TakePage,
): Promise<string | null> {
  const where = `page ${tokens.size + 1} of the ${request.state} sessions`;
  const body = await unlessAborted(timeLimit, where, () => describeSessions(request)).catch((error: unknown) => {
    if (error instanceof TimeLimitReached) throw error;
    const isRefused = request.nextToken !== null && (error as Error).name === 'InvalidNextToken';
    const Failure = isRefused ? TokenExpired : ScanIncomplete;
    throw new Failure(`DescribeSessions failed for good at ${where}: ${describeError(error)}`);
  });
  const observedMs = clock();
  const { sessions, nextToken } = parsePage(body, where);
  if (nextToken !== null && tokens.has(nextToken)) {
    throw new ScanIncomplete(`SSM repeated a NextToken at ${where}: the pages behind it cannot be reached`);
  }
  if (nextToken !== null) tokens.add(nextToken);
  return (await takePage({ sessions, hasNext: nextToken !== null, observedMs })) ? nextToken : null;
}

/** A call may wait for its retries longer than the function has time. */
export function unlessAborted(timeLimit: AbortSignal, where: string, call: () => Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(
        new TimeLimitReached(`The function's time was nearly up at ${where}: the next attempt goes on from there`),
      );
    };
    if (timeLimit.aborted) {
      onAbort();
      return;
    }
    timeLimit.addEventListener('abort', onAbort);
    void call()
      .then(resolve, reject)
      .finally(() => {
        timeLimit.removeEventListener('abort', onAbort);
      });
  });
}

/** Runs a read, and once more if SSM refuses one of its own tokens on the way. */
export async function readAgainIfExpired(read: (again: boolean) => Promise<void>): Promise<void> {
  try {
    await read(false);
  } catch (error) {
    if (!(error instanceof TokenExpired)) throw error;
    await read(true);
  }
}

function parsePage(body: string, where: string): { sessions: readonly unknown[]; nextToken: string | null } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // The parser's own message quotes the body, and the body names people: it must not get into a log.
    throw new ScanIncomplete(`SSM's answer for ${where} is not JSON (${body.length} characters)`);
  }
  const { Sessions: sessions, NextToken: nextToken = null } = (parsed ?? {}) as Record<string, unknown>;
  if (!Array.isArray(sessions)) throw new ScanIncomplete(`SSM's answer for ${where} has no list of Sessions`);
  if (nextToken !== null && typeof nextToken !== 'string') {
    throw new ScanIncomplete(`SSM's answer for ${where} has a NextToken that is no text but ${typeof nextToken}`);
  }
  return { sessions, nextToken: nextToken === '' ? null : nextToken };
}
