// The pages of one DescribeSessions request, from its first to its last token.
import { describeError, ScanIncomplete, TimeLimitReached, TokenExpired } from '../errors';
import type { Run } from '../run';
import { unlessAborted } from '../time-limit';
import type { SessionState } from '../records/record';
import type { Window } from '../records/windows';

/** A filter of DescribeSessions. Times are ISO 8601 with whole seconds. */
export interface SessionFilter {
  readonly key: 'InvokedAfter' | 'InvokedBefore' | 'SessionId';
  readonly value: string;
}

/** The filters for the sessions that started in a window, whose ends must be whole seconds. */
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

/** One DescribeSessions call: the raw body of its answer. describe-sessions.ts retries it, so an error is final. */
export type DescribeSessions = (request: PageRequest) => Promise<string>;

/** As much of a run as reading SSM's sessions needs. */
export interface SsmRun extends Pick<Run, 'scope' | 'snapshot' | 'clock' | 'timeLimit'> {
  readonly describeSessions: DescribeSessions;
}

type Caller = Omit<SsmRun, 'scope' | 'snapshot'>;

export interface Page {
  readonly sessions: readonly unknown[];
  /** SSM sent a NextToken. */
  readonly hasNext: boolean;
  readonly observedMs: number;
}

/** Takes a page. False: read no further page. */
type TakePage = (page: Page) => boolean | Promise<boolean>;

/**
 * Reads pages until SSM sends no token. An empty page with a token is normal: SSM may filter after it cuts pages.
 * Throws ScanIncomplete if a call finally fails, a page cannot be parsed or a token repeats: sessions that SSM did not show
 * must not look like sessions that do not exist. Throws TokenExpired if SSM refuses its own token.
 */
export async function readPages(
  caller: Caller,
  request: Omit<PageRequest, 'nextToken'>,
  takePage: TakePage,
): Promise<void> {
  const tokens = new Set<string>();
  let nextToken: string | null = null;
  // A function call for each page, so that its memory is free before the next page arrives.
  do nextToken = await readPage(caller, { ...request, nextToken }, tokens, takePage);
  while (nextToken !== null);
}

/** Returns the token of the next page; null if there is none or none is wanted. */
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
