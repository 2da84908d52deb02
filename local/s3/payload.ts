import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { notImplemented, S3Error } from './error';

/** The bytes of an upload, with the client's checksums after verification: `{"x-amz-checksum-sha256": "<base64>"}`. */
export interface Payload {
  readonly bytes: Buffer;
  readonly checksums: Readonly<Record<string, string>>;
}

type Digest = (bytes: Buffer) => Promise<Buffer> | Buffer;

const CHECKSUM_PREFIX = 'x-amz-checksum-';
const CHECKSUMS = new Map<string, Digest>([
  ['sha256', (bytes) => createHash('sha256').update(bytes).digest()],
  ['sha1', (bytes) => createHash('sha1').update(bytes).digest()],
  ['crc32', (bytes) => crc(new Crc32(), bytes)],
  ['crc32c', (bytes) => crc(new Crc32c(), bytes)],
  ['crc64nvme', (bytes) => crc(new Crc64Nvme(), bytes)],
]);

/**
 * Unwraps `aws-chunked` bodies and checks everything that the client says about the content: Content-MD5,
 * x-amz-checksum-* (as a header or as a trailer), x-amz-content-sha256, x-amz-decoded-content-length. Throws S3Error
 * like S3: BadDigest, InvalidDigest, InvalidRequest, XAmzContentSHA256Mismatch, IncompleteBody, MalformedTrailerError.
 */
export async function decodePayload(headers: IncomingHttpHeaders, body: Buffer): Promise<Payload> {
  const contentSha256 = text(headers['x-amz-content-sha256']);
  const chunked =
    contentSha256.startsWith('STREAMING-') ||
    text(headers['content-encoding'])
      .split(/\s*,\s*/)
      .includes('aws-chunked');
  const { bytes, trailers } = chunked ? decodeChunks(body) : { bytes: body, trailers: new Map<string, string>() };

  const decodedLength = headers['x-amz-decoded-content-length'];
  if (decodedLength !== undefined && Number(decodedLength) !== bytes.length)
    throw new S3Error(
      400,
      'IncompleteBody',
      `x-amz-decoded-content-length is ${text(decodedLength)}, ${bytes.length} bytes came.`,
    );
  if (/^[0-9a-f]{64}$/.test(contentSha256) && contentSha256 !== createHash('sha256').update(bytes).digest('hex'))
    throw new S3Error(
      400,
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  const md5 = headers['content-md5'];
  if (md5 !== undefined) {
    if (Buffer.from(text(md5), 'base64').length !== 16)
      throw new S3Error(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
    if (createHash('md5').update(bytes).digest('base64') !== md5)
      throw new S3Error(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  const promised = headers['x-amz-trailer'];
  if (promised !== undefined && !trailers.has(text(promised)))
    throw new S3Error(400, 'MalformedTrailerError', `The trailer ${text(promised)} was announced and did not come.`);
  return { bytes, checksums: await verifyChecksums([...Object.entries(headers), ...trailers], bytes) };
}

async function verifyChecksums(
  fields: readonly [string, string | string[] | undefined][],
  bytes: Buffer,
): Promise<Record<string, string>> {
  const verified: Record<string, string> = {};
  for (const [name, value] of fields) {
    if (!name.startsWith(CHECKSUM_PREFIX) || name === 'x-amz-checksum-type') continue;
    const algorithm = name.slice(CHECKSUM_PREFIX.length);
    const digest = CHECKSUMS.get(algorithm);
    if (digest === undefined) throw notImplemented(`the checksum ${name}`);
    const actual = await digest(bytes);
    const sent = text(value);
    if (Buffer.from(sent, 'base64').length !== actual.length)
      throw new S3Error(400, 'InvalidRequest', `Value for ${name} header is invalid.`);
    if (sent !== actual.toString('base64'))
      throw new S3Error(
        400,
        'BadDigest',
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    verified[name] = sent;
  }
  return verified;
}

/** Repeated `<hex length>[;chunk-signature=...]\r\n<data>\r\n`, then a chunk of length 0 and `name:value` trailers. */
function decodeChunks(body: Buffer): { bytes: Buffer; trailers: Map<string, string> } {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', position);
    const length = lineEnd < 0 ? NaN : parseInt(body.toString('latin1', position, lineEnd), 16);
    if (Number.isNaN(length) || lineEnd + 2 + length > body.length)
      throw new S3Error(400, 'IncompleteBody', 'The aws-chunked body ends before its last chunk.');
    position = lineEnd + 2;
    if (length === 0) break;
    chunks.push(body.subarray(position, position + length));
    position += length + 2;
  }
  const trailers = new Map<string, string>();
  for (const line of body.toString('latin1', position).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { bytes: Buffer.concat(chunks), trailers };
}

async function crc(checksum: { update(bytes: Uint8Array): void; digest(): Promise<Uint8Array> }, bytes: Buffer) {
  checksum.update(bytes);
  return Buffer.from(await checksum.digest());
}

function text(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}
