import type { ServerResponse } from 'node:http';
import { listen, readBody, type Loopback } from '../loopback';
import { S3Error } from './error';
import { answerS3, type S3Answer } from './operations';
import { S3Store } from './store';
import { errorXml } from './xml';

/** A request in the log for tests. */
export interface S3Request {
  readonly method: string;
  /** Empty for ListBuckets. */
  readonly bucket: string;
  /** Decoded; empty for requests to a bucket. */
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  /** HTTP status of the answer; 0 before the answer. It stays 0 when the connection was cut. */
  status: number;
}

/**
 * How a request fails: with an error answer instead of the operation, with a connection that is cut before the
 * operation (`cut`) or after it (`cut-after`: the object is stored, but the client gets no answer), or with a delay
 * before the operation.
 */
export type S3Fault =
  { readonly status: number; readonly code: string } | { readonly delayMs: number } | 'cut' | 'cut-after';

/** Options of `startS3`. */
export interface S3Options {
  /** The folder of the buckets, with one folder for each bucket. Created if it does not exist. */
  readonly folder: string;
  /** Buckets to create if they do not exist. @default - only the buckets whose folders exist */
  readonly buckets?: readonly string[];
  /** @default - any free port */
  readonly port?: number;
  /** Called once for each request, after its body has arrived. @default - no faults */
  readonly fault?: (request: S3Request) => S3Fault | undefined;
  /** Epoch milliseconds, for LastModified. @default - the system's clock */
  readonly clock?: () => number;
}

/** A running S3. */
export interface LocalS3 extends Loopback {
  /** Every request so far, in order of arrival. */
  readonly requests: readonly S3Request[];
}

/**
 * A small S3 on loopback, path-style, with plain files: PutObject (conditional with `If-None-Match: *`, every checksum
 * verified), GetObject (whole objects), HeadObject, ListObjectsV2, ListBuckets. All other requests get 501
 * NotImplemented. Objects are in `<folder>/<bucket>/<key>`. For tests and experiments only: **it does not check
 * signatures or permissions**.
 */
export async function startS3(options: S3Options): Promise<LocalS3> {
  const { folder, buckets = [], port, fault, clock = Date.now } = options;
  const store = new S3Store(folder, buckets);
  const requests: S3Request[] = [];

  const server = await listen(async (message, response) => {
    const [path, search = ''] = splitOnce(message.url ?? '/', '?');
    const body = await readBody(message);
    const query = new URLSearchParams(search);
    const [bucket, key = ''] = splitOnce(decodePath(path).slice(1), '/');
    const method = message.method ?? '';
    const request: S3Request = { method, bucket, key, query: Object.fromEntries(query), status: 0 };
    requests.push(request);

    const wrong = fault?.(request);
    if (wrong === 'cut') {
      response.destroy();
      return;
    }
    if (typeof wrong === 'object' && 'delayMs' in wrong)
      await new Promise((resolve) => setTimeout(resolve, wrong.delayMs));
    const answer = await (
      typeof wrong === 'object' && 'status' in wrong
        ? Promise.reject(new S3Error(wrong.status, wrong.code, 'This fault was asked for.'))
        : answerS3(store, { method, bucket, key, query, headers: message.headers, body }, clock())
    ).catch((error: unknown) => errorAnswer(error, path));
    if (wrong === 'cut-after') {
      response.destroy();
      return;
    }
    request.status = answer.status;
    send(response, method, answer);
  }, port);
  return { ...server, requests };
}

function errorAnswer(error: unknown, resource: string): S3Answer {
  if (!(error instanceof S3Error)) throw error;
  return { status: error.status, body: errorXml(error.code, error.message, resource) };
}

function send(response: ServerResponse, method: string, { status, headers, body = '' }: S3Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    'x-amz-request-id': 'LOCAL',
    ...(method === 'HEAD' && status !== 200
      ? {}
      : { 'content-type': 'application/xml', 'content-length': bytes.length }),
    ...headers,
  });
  response.end(method === 'HEAD' ? undefined : bytes);
}

function splitOnce(text: string, separator: string): [string, string?] {
  const position = text.indexOf(separator);
  return position < 0 ? [text] : [text.slice(0, position), text.slice(position + 1)];
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // the percent-encoded bytes are not UTF-8: our clients never write such a key
  }
}
