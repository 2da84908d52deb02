// The adapter to Alibaba Cloud's OpenAPI. Its own SDK drops the fields that it does not know, and turns an answer of another shape
// into an empty one: then what was not shown would look like what is not there.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { signedHeaders, queryText, type Keys } from './signature';

/** An attempt that failed. Its name is Alibaba Cloud's code, such as `Throttling.User`, or what became of the connection. */
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
  /** Milliseconds before that retry, the first of which is 1. */
  readonly delayOf?: (retry: number) => number;
}

/** One call: the body of its answer. `keys` is asked for each attempt: temporary ones may have been renewed. */
export type Api = (
  call: ApiCall,
  keys: (() => Promise<Keys>) | null,
  onFailedAttempt?: (errorName: string) => void,
) => Promise<string>;

const ATTEMPT_TIMEOUT_MS = 60_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** Doubling, by up to a half less at random. With ten attempts a call outlasts the minute for which Alibaba Cloud may throttle. */
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
  // Which operation it is stands in the headers of a signed call alone.
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

/** What Alibaba Cloud says of a call that it did not answer. Every code with `Throttling` in it means: wait. */
function refusal(action: string, status: number, body: string): ApiError {
  const { Code: code = `HTTP ${status}`, Message: message = 'no reason given', RequestId: id = 'none' } = textsOf(body);
  return new ApiError(
    code,
    `${action} was refused (status ${status}, RequestId ${id}): ${message}`,
    status >= 500 || status === 429 || code.includes('Throttling'),
  );
}

function textsOf(body: string): Partial<Record<string, string>> {
  try {
    const members = Object.entries((JSON.parse(body) ?? {}) as object);
    return Object.fromEntries(members.filter((member): member is [string, string] => typeof member[1] === 'string'));
  } catch {
    // A gateway's page: the status says enough.
    return {};
  }
}
