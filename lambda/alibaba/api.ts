// Calls Alibaba Cloud's OpenAPI. Its own SDK drops unknown fields and turns an answer of another shape into an empty one: sessions
// that were not shown would then look like sessions that do not exist.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { textsOf } from './json-members';
import { signedHeaders, queryText, type Keys } from './signature';

/** A failed attempt. The name is Alibaba Cloud's error code, such as `Throttling.User`, or `ConnectionFailed`. */
class ApiError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly isTransient: boolean,
  ) {
    super(message);
  }
}

interface ApiCall {
  readonly action: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string>>;
  /** Sent as a form, and without a signature. */
  readonly form?: Readonly<Record<string, string>>;
}

export interface ApiOptions {
  /** Such as `https://ecs.cn-beijing.aliyuncs.com`. */
  readonly endpoint: string;
  /** Attempts of one call, the first included. */
  readonly maxAttempts: number;
  readonly clock: () => number;
  /** Milliseconds to wait before the n-th retry, n from 1. */
  readonly delayOf?: (retry: number) => number;
}

/** One call: the body of its answer. Each attempt asks `keys` again, because temporary keys may have been renewed. */
export type Api = (
  call: ApiCall,
  keys: (() => Promise<Keys>) | null,
  onFailedAttempt?: (errorName: string) => void,
) => Promise<string>;

const ATTEMPT_TIMEOUT_MS = 60_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** Doubles each time; a random part of up to a half is taken off. Ten attempts last longer than the minute for which Alibaba Cloud may throttle. */
function backOff(retry: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (retry - 1)) * (1 - Math.random() / 2);
}

/** @throws ApiError of the last attempt; what `keys` throws */
export function createApi({ endpoint, maxAttempts, clock, delayOf = backOff }: ApiOptions): Api {
  return async (call, keys, onFailedAttempt = () => undefined) => {
    for (let attempt = 1; ; attempt += 1) {
      const signers = await keys?.();
      try {
        return await send(endpoint, call, signers ?? null, clock());
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        onFailedAttempt(error.name);
        if (!error.isTransient || attempt >= maxAttempts) throw error;
        await setTimeout(delayOf(attempt));
      }
    }
  };
}

async function send(endpoint: string, call: ApiCall, keys: Keys | null, ms: number): Promise<string> {
  const url = new URL(endpoint);
  const { action, version, query } = call;
  const headers = keys && signedHeaders({ host: url.host, action, version, query }, keys, { ms, nonce: randomUUID() });
  // A signed call names its operation in the headers, an unsigned one in the query.
  url.search = queryText(keys ? query : { ...query, Action: action, Version: version, Format: 'JSON' });
  let status: number;
  let body: string;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', ...headers },
      body: call.form && new URLSearchParams(call.form),
      redirect: 'error',
      signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
    });
    status = response.status;
    body = await response.text();
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: unknown } };
    const why = typeof cause?.code === 'string' ? cause.code : name;
    throw new ApiError('ConnectionFailed', `${action} at ${url.host} got no whole answer: ${why}`, true);
  }
  if (status === 200) return body;
  throw refusal(call.action, status, body);
}

/** The error of a call that Alibaba Cloud refused. Every code that contains `Throttling` means: wait and try again. */
function refusal(action: string, status: number, body: string): ApiError {
  const { Code: code = `HTTP ${status}`, Message: message = 'no reason given', RequestId: id = 'none' } = textsOf(body);
  return new ApiError(
    code,
    `${action} was refused (status ${status}, RequestId ${id}): ${message}`,
    status >= 500 || status === 429 || code.includes('Throttling'),
  );
}
