// The adapter to SSM: DescribeSessions through AWS's SDK, but for the parsing of the answer.
import { DescribeSessionsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { PageRequest } from './pages';

/** The most that DescribeSessions gives in one page. Its default is undocumented, so every request says it. */
const PAGE_SIZE = 200;

/**
 * One DescribeSessions call: the raw body of its answer. `onFailedAttempt` is told the error's name of every attempt that fails,
 * also of those after which the call succeeds.
 */
export type SsmClient = (request: PageRequest, onFailedAttempt: (errorName: string) => void) => Promise<string>;

/**
 * DescribeSessions calls in one Region. Signing, endpoints, credentials, timeouts and retries are the SDK's; its adaptive retry
 * mode is the rate limiter. The answer's body is handed over as it came, because the SDK drops the fields it does not model.
 */
export function createDescribeSessions(region: string, maxAttempts: number): SsmClient {
  const client = new SSMClient({
    region,
    maxAttempts,
    retryMode: 'adaptive',
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
  });
  return async ({ state, filters, nextToken }, onFailedAttempt) => {
    let body = '';
    const command = new DescribeSessionsCommand({
      State: state,
      MaxResults: PAGE_SIZE,
      ...(filters.length > 0 && { Filters: filters.map(({ key, value }) => ({ key, value })) }),
      ...(nextToken !== null && { NextToken: nextToken }),
    });
    // Below the retries, so that a connection that breaks in the middle of a body is tried again.
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = result.response as { statusCode: number; body: Readable | Buffer };
        if (response.statusCode === 200) {
          body = await text(response.body as Readable);
          response.body = Buffer.from('{}');
        }
        return result;
      },
      { name: 'keepBody', step: 'deserialize', priority: 'low' },
    );
    // Below the retries, too. At once, so that a call is counted that goes on being retried until the function's time is up.
    command.middlewareStack.add(
      (next) => (args) =>
        next(args).catch((error: unknown) => {
          onFailedAttempt(error instanceof Error ? error.name : 'Error');
          throw error;
        }),
      { name: 'countFailedAttempts', step: 'finalizeRequest', priority: 'low' },
    );
    await client.send(command);
    return body;
  };
}
