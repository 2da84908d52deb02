import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3, type LocalS3, type S3Fault, type S3Request } from '../../../local/s3/server';

const NOW = Date.UTC(2026, 0, 31, 1, 0, 0);
let folder: string;
let s3: LocalS3;
let client: S3Client;
let fault: ((request: S3Request) => S3Fault | undefined) | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 's3-'));
  s3 = await startS3({ folder, buckets: ['archive'], clock: () => NOW, fault: (request) => fault?.(request) });
  client = new S3Client({
    endpoint: s3.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
beforeEach(() => {
  fault = undefined;
});
afterAll(async () => {
  client.destroy();
  await s3.stop();
  rmSync(folder, { recursive: true });
});

const put = (Key: string, Body: PutObjectCommandInput['Body'], more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket: 'archive', Key, Body, ...more }));
const get = async (Key: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'archive', Key }));
  return Body?.transformToString();
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

test('an object comes back whole, with its metadata, and is a plain file in the folder', async () => {
  const Key = 'history/v1/account_id=1/start_date=2026-01-30/é €😀 +&<>\'"%.gz';
  const written = await put(Key, 'hello', {
    ContentType: 'application/x-ndjson',
    ContentEncoding: 'gzip',
    Metadata: { records: '7' },
    ChecksumSHA256: sha256('hello'),
  });
  const head = await client.send(new HeadObjectCommand({ Bucket: 'archive', Key, ChecksumMode: 'ENABLED' }));
  expect(head).toMatchObject({
    ETag: written.ETag,
    ContentLength: 5,
    ContentType: 'application/x-ndjson',
    ContentEncoding: 'gzip',
    Metadata: { records: '7' },
    LastModified: new Date(NOW),
    ChecksumSHA256: sha256('hello'),
  });
  expect(await get(Key)).toBe('hello');
  expect(readFileSync(join(folder, 'archive', Key), 'utf8')).toBe('hello');
});

test('without a condition a later object replaces the earlier', async () => {
  await put('replaced', 'one');
  await put('replaced', 'two');
  expect(await get('replaced')).toBe('two');
});

test('of twenty racing conditional writers exactly one wins, and the others get 412', async () => {
  const attempts = await Promise.allSettled(
    Array.from({ length: 20 }, (_, writer) => put('race', `writer ${writer}`, { IfNoneMatch: '*' })),
  );
  const losers = attempts.filter((attempt) => attempt.status === 'rejected');
  expect(losers).toHaveLength(19);
  for (const { reason } of losers)
    expect(reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  expect(await get('race')).toBe(`writer ${attempts.findIndex((attempt) => attempt.status === 'fulfilled')}`);
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  'a %s that the SDK computes is verified and kept',
  async (ChecksumAlgorithm) => {
    const written = await put(`checksum/${ChecksumAlgorithm}`, 'hello', { ChecksumAlgorithm });
    const read = await client.send(
      new GetObjectCommand({ Bucket: 'archive', Key: `checksum/${ChecksumAlgorithm}`, ChecksumMode: 'ENABLED' }),
    );
    expect(read[`Checksum${ChecksumAlgorithm}`]).toMatch(/=$/);
    expect(read[`Checksum${ChecksumAlgorithm}`]).toBe(written[`Checksum${ChecksumAlgorithm}`]);
  },
);

test.each([
  ['BadDigest', { ChecksumSHA256: sha256('other') }],
  ['BadDigest', { ChecksumCRC32: 'AAAAAA==' }],
  ['BadDigest', { ContentMD5: createHash('md5').update('other').digest('base64') }],
  ['InvalidDigest', { ContentMD5: 'short' }],
  ['InvalidRequest', { ChecksumSHA256: 'short' }],
])('a wrong checksum is refused as %s: %j', async (name, checksum) => {
  await expect(put('wrong', 'hello', checksum)).rejects.toMatchObject({ name });
  expect(existsSync(join(folder, 'archive', 'wrong'))).toBe(false);
});

test('a wrong x-amz-content-sha256 is refused', async () => {
  const answer = await fetch(`${s3.url}/archive/wrong`, {
    method: 'PUT',
    body: 'hello',
    headers: { 'x-amz-content-sha256': createHash('sha256').update('other').digest('hex') },
  });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('XAmzContentSHA256Mismatch')]);
});

test('an aws-chunked body is unwrapped and its trailer verified', async () => {
  const upload = (trailer: string) =>
    fetch(`${s3.url}/archive/chunked`, {
      method: 'PUT',
      body: `3\r\nhel\r\n2;chunk-signature=0\r\nlo\r\n0\r\nx-amz-checksum-sha256:${trailer}\r\n\r\n`,
      headers: {
        'content-encoding': 'gzip,aws-chunked',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': '5',
        'x-amz-trailer': 'x-amz-checksum-sha256',
      },
    });
  expect(await (await upload(sha256('other'))).text()).toContain('<Code>BadDigest</Code>');
  expect((await upload(sha256('hello'))).status).toBe(200);
  const stored = await client.send(new GetObjectCommand({ Bucket: 'archive', Key: 'chunked' }));
  expect([stored.ContentEncoding, await stored.Body?.transformToString()]).toEqual(['gzip', 'hello']);
});

test('missing objects and buckets have their error codes', async () => {
  await expect(get('nothing')).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(client.send(new HeadObjectCommand({ Bucket: 'archive', Key: 'nothing' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  await expect(client.send(new GetObjectCommand({ Bucket: 'other', Key: 'a' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
  expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual(['archive']);
});

test.each([
  ['DELETE', 'archive/race', 'DELETE object'],
  ['POST', 'archive/race?uploads', 'POST object ?uploads='],
  ['GET', 'archive?versioning', 'GET bucket ?versioning='],
  ['GET', 'archive', 'GET bucket'],
  ['GET', 'archive/race?partNumber=1', 'GET object ?partNumber=1'],
])('%s %s gets NotImplemented with the name of the operation', async (method, path, named) => {
  const answer = await fetch(`${s3.url}/${path}`, { method });
  expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining(`does not implement ${named}`)]);
});

test.each([
  ['range', 'bytes=0-1'],
  ['if-none-match', '"etag"'],
  ['x-amz-server-side-encryption-customer-key', 'k'],
])('the header %s, which would change the meaning, gets NotImplemented with its name', async (name, value) => {
  const answer = await fetch(`${s3.url}/archive/race`, { headers: { [name]: value } });
  expect([answer.status, (await answer.text()).toLowerCase()]).toEqual([501, expect.stringContaining(name)]);
});

test.each(['../outside', 'a/../../outside', 'a//b', 'folder/', '.meta/../../outside', 'a\\..\\b'])(
  'no key leaves the folder: %s',
  async (Key) => {
    await expect(put(Key, 'x')).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(get(Key)).rejects.toMatchObject({ name: 'NotImplemented' });
    expect(existsSync(join(folder, '..', 'outside'))).toBe(false);
  },
);

test('faults can be configured: an error, a delay, a connection cut before or after the write', async () => {
  fault = () => ({ status: 503, code: 'SlowDown' });
  await expect(put('faulty', 'x')).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
  fault = ({ method }) => (method === 'PUT' ? 'cut' : undefined);
  await expect(put('faulty', 'x')).rejects.toThrow(/hang up|ECONNRESET/);
  await expect(get('faulty')).rejects.toMatchObject({ name: 'NoSuchKey' });
  fault = ({ method }) => (method === 'PUT' ? 'cut-after' : undefined);
  await expect(put('faulty', 'x')).rejects.toThrow(/hang up|ECONNRESET/);
  expect(await get('faulty')).toBe('x');
  fault = () => ({ delayMs: 30 });
  const before = performance.now();
  await get('faulty');
  expect(performance.now() - before).toBeGreaterThan(28);
});

test('the log holds every request', async () => {
  const seen = s3.requests.length;
  await put('logged', 'x');
  await get('no/such').catch(() => undefined);
  expect(s3.requests.slice(seen)).toEqual([
    { method: 'PUT', bucket: 'archive', key: 'logged', query: { 'x-id': 'PutObject' }, status: 200 },
    { method: 'GET', bucket: 'archive', key: 'no/such', query: { 'x-id': 'GetObject' }, status: 404 },
  ]);
});

test('a bucket name that could leave the folder is refused at the start', async () => {
  await expect(startS3({ folder, buckets: ['../x'] })).rejects.toThrow('"../x" is not a valid bucket name');
});
