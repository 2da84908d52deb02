import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { listen, readBody, sendAnswer, type Loopback } from '../loopback';
import type { SessionSource, SessionState } from '../world/sessions';
import { SsmError } from './error';
import { spoilPage, throttled, throwFault, type SsmFault } from './faults';
import { parseFilters } from './filters';
import { cutPage, TOP, type Filtering } from './paging';
import { parseBody, signedRegion, validateRequest, type Filter } from './request';
import { decodeToken, encodeToken } from './token';

/** A call before its answer. A test chooses the fault by it. */
export interface SsmRequest {
  readonly region: string;
  readonly state: SessionState;
  readonly filters: readonly Filter[];
  readonly hasToken: boolean;
  /** The request's JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A call in the log for tests. */
interface SsmCall extends Omit<SsmRequest, 'body'> {
  /** HTTP status; 0 before the answer. */
  status: number;
  /** The error's name; undefined for an answer with sessions, even if a fault breaks that answer. */
  error: string | undefined;
  /** Sessions in the answer. */
  returned: number;
}

/** Options of `startSsm`. */
export interface SsmOptions {
  readonly source: SessionSource;
  /** The service's clock, epoch milliseconds. It decides on Active or History, and on the expiry of tokens. */
  readonly clock: () => number;
  /** @default - any free port */
  readonly port?: number;
  /** @default 'before-paging' */
  readonly filtering?: Filtering;
  /** Delay of every answer, also of errors, in milliseconds. @default 0 */
  readonly latencyMs?: number;
  /**
   * Calls per second (real time) and Region; more get ThrottlingException. One second's calls may come at once.
   * @default - no limit
   */
  readonly requestsPerSecond?: number;
  /** How long a token is valid, in milliseconds. @default - forever */
  readonly tokenLifetimeMs?: number;
  /** Called once for each valid call. @default - no faults */
  readonly fault?: (request: SsmRequest) => SsmFault | undefined;
}

/** A running SSM. */
export interface LocalSsm extends Loopback {
  /** Every valid call so far, in order of arrival. */
  readonly calls: readonly SsmCall[];
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly fault?: SsmFault | undefined;
}

/**
 * AWS Systems Manager on loopback: DescribeSessions over the sessions of `source`, with its JSON protocol, constraints,
 * errors, filters and opaque tokens. The Region comes from the request's signature. The stand-in does not verify the
 * signature.
 */
export async function startSsm(options: SsmOptions): Promise<LocalSsm> {
  const { port, latencyMs = 0 } = options;
  const calls: SsmCall[] = [];
  const takeTurn = rateLimiter(options.requestsPerSecond ?? Infinity);
  const server = await listen(async (message, response) => {
    const body = await readBody(message);
    const answer = answerCall(options, calls, takeTurn, message.headers, body.toString());
    const slow = typeof answer.fault === 'object' ? answer.fault.slowMs : 0;
    if (latencyMs + slow > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs + slow));
    send(response, answer);
  }, port);
  return { ...server, calls };
}

function answerCall(
  options: SsmOptions,
  calls: SsmCall[],
  takeTurn: (region: string) => boolean,
  headers: IncomingHttpHeaders,
  text: string,
): Answer {
  let call: SsmCall | undefined;
  try {
    const region = signedRegion(headers);
    const body = parseBody(headers, text);
    const request = validateRequest(region, body);
    const { state, filters, nextToken } = request;
    const seen = { region, state, filters, hasToken: nextToken !== undefined };
    call = { ...seen, status: 0, error: undefined, returned: 0 };
    calls.push(call);
    if (!takeTurn(region)) throw throttled();
    const fault = options.fault?.({ ...seen, body });
    throwFault(fault);

    const selection = parseFilters(filters);
    const now = options.clock();
    const asked =
      nextToken === undefined ? TOP : decodeToken(nextToken, request, now, options.tokenLifetimeMs ?? Infinity);
    const list = options.source.sessions(region, state, now);
    const page = cutPage(list, asked, request.maxResults, selection, options.filtering ?? 'before-paging');
    const { sessions, next } = spoilPage(fault, page, asked);
    const followed = fault === 'repeatToken' ? nextToken : undefined;
    const token = followed ?? (next && encodeToken(next, request, now));
    call.status = 200;
    call.returned = sessions.length;
    return { status: 200, body: JSON.stringify({ Sessions: sessions, NextToken: token }), fault };
  } catch (error) {
    if (!(error instanceof SsmError)) throw error;
    if (call) [call.status, call.error] = [error.status, error.code];
    return { status: error.status, body: JSON.stringify({ __type: error.code, message: error.message }) };
  }
}

function send(response: ServerResponse, { status, body, fault }: Answer): void {
  const text = fault === 'garbage' ? '<html>Bad Gateway</html>' : fault === 'noSessions' ? '{}' : body;
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  sendAnswer(response, status, headers, text, fault === 'cut' || fault === 'truncated' ? fault : undefined);
}

/** A token bucket per Region. It starts full and holds the calls of one second (at least one). */
function rateLimiter(perSecond: number): (region: string) => boolean {
  const buckets = new Map<string, { level: number; at: number }>();
  const capacity = Math.max(1, perSecond);
  return (region) => {
    if (perSecond === Infinity) return true;
    const now = performance.now();
    const bucket = buckets.get(region) ?? { level: capacity, at: now };
    buckets.set(region, bucket);
    bucket.level = Math.min(capacity, bucket.level + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.level < 1) return false;
    bucket.level -= 1;
    return true;
  };
}
