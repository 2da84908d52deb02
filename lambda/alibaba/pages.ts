// All pages of DescribeTerminalSessions. It has no filter by time or state and promises no order, so a run reads every session.
import { describeError, ScanIncomplete, TimeLimitReached, TokenExpired } from '../errors';
import { unlessAborted } from '../time-limit';

/** One DescribeTerminalSessions call: the raw body of its answer. api.ts retries it, so an error is final. */
export type DescribeTerminalSessions = (nextToken: string | null) => Promise<string>;

export interface Seen {
  readonly session: unknown;
  readonly observedMs: number;
}

export interface Caller {
  readonly describeTerminalSessions: DescribeTerminalSessions;
  readonly clock: () => number;
  readonly timeLimit: AbortSignal;
}

/**
 * Reads pages until Alibaba Cloud sends no token. Throws ScanIncomplete if a call finally fails, a page cannot be parsed or a token
 * repeats; TokenExpired if Alibaba Cloud refuses its own token.
 */
export async function readSessions(caller: Caller): Promise<{ seen: Seen[]; pages: number }> {
  const seen: Seen[] = [];
  const tokens = new Set<string>();
  let nextToken: string | null = null;
  do {
    const where = `page ${tokens.size + 1}`;
    const body = await call(caller, nextToken, where);
    const observedMs = caller.clock();
    const page = parsePage(body, where);
    for (const session of page.sessions) seen.push({ session, observedMs });
    nextToken = page.nextToken;
    if (nextToken !== null && tokens.has(nextToken)) {
      throw new ScanIncomplete(`Alibaba Cloud repeated a NextToken at ${where}: the pages behind it cannot be reached`);
    }
    if (nextToken !== null) tokens.add(nextToken);
  } while (nextToken !== null);
  return { seen, pages: tokens.size + 1 };
}

async function call(caller: Caller, nextToken: string | null, where: string): Promise<string> {
  try {
    return await unlessAborted(caller.timeLimit, where, () => caller.describeTerminalSessions(nextToken));
  } catch (error) {
    if (error instanceof TimeLimitReached) throw error;
    const isRefused = nextToken !== null && (error as Error).name === 'InvalidParameter.NextToken';
    const Failure = isRefused ? TokenExpired : ScanIncomplete;
    throw new Failure(`DescribeTerminalSessions failed for good at ${where}: ${describeError(error)}`);
  }
}

function parsePage(body: string, where: string): { sessions: readonly unknown[]; nextToken: string | null } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // The parser's own message quotes the body, and the body names people: it must not get into a log.
    throw new ScanIncomplete(`Alibaba Cloud's answer for ${where} is not JSON (${body.length} characters)`);
  }
  const { Sessions: list, NextToken: nextToken = null } = (parsed ?? {}) as Record<string, unknown>;
  const { Session: sessions } = (list ?? {}) as Record<string, unknown>;
  if (!Array.isArray(sessions)) throw new ScanIncomplete(`Alibaba Cloud's answer for ${where} has no list of sessions`);
  if (nextToken !== null && typeof nextToken !== 'string') {
    throw new ScanIncomplete(`Alibaba Cloud's answer for ${where} has a NextToken that is no text`);
  }
  return { sessions, nextToken: nextToken === '' ? null : nextToken };
}
