import type { IncomingHttpHeaders } from 'node:http';
import { notImplemented, S3Error } from './error';
import { listPage, parseListRequest } from './listing';
import { decodePayload } from './payload';
import { etagOf, type S3Store, type StoredObject } from './store';
import { bucketsXml, listingXml } from './xml';

/** A request as received. */
export interface S3Call {
  readonly method: string;
  /** Empty for a request to the service. */
  readonly bucket: string;
  /** Decoded; empty for a request to the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Record<string, string | number>;
  readonly body?: string | Buffer;
}

/** The implemented operations with their query parameters. `x-id` is the SDK's own label for the operation. */
const OPERATIONS = new Map<string, readonly string[]>([
  ['GET service', ['x-id']],
  [
    'GET bucket',
    [
      ...['list-type', 'prefix', 'delimiter', 'start-after', 'max-keys', 'continuation-token', 'encoding-type'],
      'fetch-owner',
    ],
  ],
  ['PUT object', ['x-id']],
  ['GET object', ['x-id']],
  ['HEAD object', ['x-id']],
]);
/** Headers that are stored with an object and returned with it, in addition to x-amz-meta-*. */
const KEPT_HEADERS: readonly string[] = [
  ...['content-type', 'content-encoding', 'content-disposition', 'content-language', 'cache-control', 'expires'],
];
/** Headers that change the meaning of a request and are not implemented. */
const REFUSED_HEADERS: readonly string[] = ['range', 'if-match', 'if-modified-since', 'if-unmodified-since'];
/** The x-amz-* headers that are implemented, or ignored because they do not change stored objects or answers. */
const KNOWN_AMZ_HEADER =
  /^x-amz-(meta-.*|checksum-.*|content-sha256|date|decoded-content-length|expected-bucket-owner|sdk-checksum-algorithm|security-token|trailer|user-agent)$/;

/**
 * Executes the request. Rejects with S3Error where S3 answers with an error, and for NotImplemented.
 * @param now epoch milliseconds, the LastModified of stored objects
 */
export async function answerS3(store: S3Store, call: S3Call, now: number): Promise<S3Answer> {
  const { bucket, query } = call;
  const operation = `${call.method} ${bucket === '' ? 'service' : call.key === '' ? 'bucket' : 'object'}`;
  refuseUnknown(operation, call);
  if (bucket !== '' && !store.hasBucket(bucket))
    throw new S3Error(404, 'NoSuchBucket', `The specified bucket does not exist: ${bucket}`);
  switch (operation) {
    case 'GET service':
      return { status: 200, body: bucketsXml(store.buckets()) };
    case 'GET bucket': {
      const list = parseListRequest(query);
      const page = listPage(list, store.keys(bucket, list.prefix, list.after), (key) => store.head(bucket, key));
      return { status: 200, body: listingXml(bucket, list, page, query) };
    }
    case 'PUT object':
      return putObject(store, call, now);
    default:
      return getObject(store, call);
  }
}

function refuseUnknown(operation: string, { query, headers }: S3Call): void {
  const parameters = OPERATIONS.get(operation);
  const isOldListing = operation === 'GET bucket' && query.get('list-type') !== '2';
  const unknown = [...query.keys()].filter((name) => !parameters?.includes(name));
  if (!parameters || isOldListing || unknown.length > 0)
    throw notImplemented([operation, ...[...query].map(([name, value]) => `?${name}=${value}`)].join(' '));
  for (const name of Object.keys(headers))
    if (REFUSED_HEADERS.includes(name) || (name.startsWith('x-amz-') && !KNOWN_AMZ_HEADER.test(name)))
      throw notImplemented(`${operation} with the header ${name}`);
  if (headers['if-none-match'] !== undefined && (operation !== 'PUT object' || headers['if-none-match'] !== '*'))
    throw notImplemented(`${operation} with If-None-Match: ${headers['if-none-match']}`);
}

async function putObject(store: S3Store, call: S3Call, now: number): Promise<S3Answer> {
  const { bytes, checksums } = await decodePayload(call.headers, call.body);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(call.headers))
    if (KEPT_HEADERS.includes(name) || name.startsWith('x-amz-meta-')) headers[name] = String(value);
  // aws-chunked describes the transfer, not the object.
  const encodings = headers['content-encoding']?.split(/\s*,\s*/).filter((name) => name !== 'aws-chunked') ?? [];
  delete headers['content-encoding'];
  if (encodings.length > 0) headers['content-encoding'] = encodings.join(',');

  const meta = { etag: etagOf(bytes), lastModified: now, headers, checksums };
  const onlyIfAbsent = call.headers['if-none-match'] === '*';
  if (!(await store.put(call.bucket, call.key, bytes, meta, onlyIfAbsent)))
    throw new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  return { status: 200, headers: { etag: meta.etag, ...checksums } };
}

async function getObject(store: S3Store, { method, bucket, key, headers }: S3Call): Promise<S3Answer> {
  const object = store.head(bucket, key);
  if (!object) throw new S3Error(404, 'NoSuchKey', `The specified key does not exist: ${key}`);
  const withChecksums = headers['x-amz-checksum-mode']?.toString().toUpperCase() === 'ENABLED';
  return {
    status: 200,
    headers: objectHeaders(object, withChecksums),
    ...(method === 'GET' && { body: await store.read(bucket, key) }),
  };
}

function objectHeaders({ size, meta }: StoredObject, withChecksums: boolean): Record<string, string | number> {
  return {
    'content-type': 'binary/octet-stream',
    ...meta.headers,
    ...(withChecksums ? meta.checksums : {}),
    'content-length': size,
    etag: meta.etag,
    'last-modified': new Date(meta.lastModified).toUTCString(),
  };
}
