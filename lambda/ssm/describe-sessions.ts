// Calls DescribeSessions through the AWS SDK, but leaves the parsing of the answer to pages.ts.
import { DescribeSessionsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import type { PageRequest } from './pages';

/** The largest page of DescribeSessions. The default is undocumented, so every request names the size. */
const PAGE_SIZE = 200;

/**
 * One DescribeSessions call: the raw body of its answer. `onFailedAttempt` gets the error's name of every failed attempt, even if a
 * later attempt of the call succeeds.
 */
export type SsmClient = (request: PageRequest, onFailedAttempt: (errorName: string) => void) => Promise<string>;

/**
 * A client for one Region. The SDK signs, finds endpoint and credentials, times out and retries; its adaptive retry mode limits the
 * request rate. The body is returned as it came, because the SDK drops fields that it does not model.
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
    // Inside the retries, so that the SDK retries a call whose connection breaks in the middle of the body.
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
    // Inside the retries, and at once: this also counts the attempts of a call that is still being retried when the time is up.
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
