import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { MANIFESTS_PREFIX, RECORDS_METADATA } from '../../lib/contract';

/**
 * An object of the archive without the times of the function's clock. It must be equal after each run of the same
 * events.
 */
export interface ArchiveText {
  readonly key: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * Uncompressed, with blanks for observed_time, started_time, finished_time, and for sizes and hashes that depend on
   * them.
   */
  readonly text: string;
}

interface Stored extends Omit<ArchiveText, 'text'> {
  readonly bytes: Buffer;
}

const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}`;

/**
 * Reads a whole archive, ordered by key. Compares each size and hash with its object before blanking it, and also S3's
 * checksums, if S3 returns them, and the record counts in the metadata. Throws if one is wrong.
 */
export async function readArchive(s3: S3Client, bucket: string): Promise<ArchiveText[]> {
  const stored = new Map<string, Stored>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket }))
    for (const { Key = '' } of Contents) stored.set(Key, await readObject(s3, bucket, Key));
  return [...stored.values()].map(({ bytes, ...object }) => ({
    ...object,
    text: object.key.startsWith(MANIFESTS_PREFIX)
      ? blankManifest(bytes.toString(), stored)
      : blankRecords(object, bytes),
  }));
}

/** Throws unless both archives are equal and hold records and manifests. Returns their numbers in words. */
export function compareArchives(actual: readonly ArchiveText[], expected: readonly ArchiveText[]): string {
  assert.deepEqual(
    actual.map(({ key }) => key),
    expected.map(({ key }) => key),
  );
  for (const [index, object] of actual.entries()) assert.deepEqual(object, expected[index]);
  const manifests = expected.filter(({ key }) => key.startsWith(MANIFESTS_PREFIX)).length;
  const records = expected.reduce((sum, { metadata }) => sum + Number(metadata[RECORDS_METADATA] ?? 0), 0);
  assert.ok(manifests > 0 && records > 0, `There is nothing to compare: ${manifests} manifests, ${records} records.`);
  return `${expected.length - manifests} objects with ${records} records, ${manifests} manifests`;
}

async function readObject(s3: S3Client, bucket: string, key: string): Promise<Stored> {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
  assert.ok(answer.Body);
  const bytes = Buffer.from(await answer.Body.transformToByteArray());
  // moto keeps a checksum only if the request also names its algorithm. S3 does not require that.
  const checksum = sha256(bytes, 'base64');
  assert.equal(answer.ChecksumSHA256 ?? checksum, checksum, `x-amz-checksum-sha256 of ${key}`);
  const { ContentType: contentType, ContentEncoding: contentEncoding, Metadata: metadata = {} } = answer;
  return { key, contentType, contentEncoding, metadata, bytes };
}

function blankRecords({ key, metadata }: Omit<Stored, 'bytes'>, bytes: Buffer): string {
  const lines = gunzipSync(bytes).toString().split('\n');
  assert.equal(lines.pop(), '', `${key} must end with a line feed`);
  assert.equal(metadata[RECORDS_METADATA], String(lines.length), `x-amz-meta-${RECORDS_METADATA} of ${key}`);
  return lines.map((line) => blankTime(line, 'observed_time')).join('\n');
}

function blankManifest(text: string, stored: ReadonlyMap<string, Stored>): string {
  const { objects, previous } = JSON.parse(text) as Manifest;
  let blank = blankTime(blankTime(text, 'started_time'), 'finished_time');
  for (const claim of objects) {
    const bytes = stored.get(claim.key)?.bytes ?? Buffer.of();
    assert.deepEqual(
      { bytes: claim.bytes, sha256: claim.sha256 },
      { bytes: bytes.length, sha256: sha256(bytes, 'hex') },
    );
    blank = replaceOne(blank, `"bytes":${claim.bytes},"sha256":"${claim.sha256}"`, '"bytes":"_","sha256":"_"');
  }
  if (previous === null) return blank;
  assert.equal(previous.sha256, sha256(stored.get(previous.key)?.bytes ?? Buffer.of(), 'hex'), previous.key);
  return replaceOne(blank, `"sha256":"${previous.sha256}"`, '"sha256":"_"');
}

interface Manifest {
  readonly objects: readonly { readonly key: string; readonly bytes: number; readonly sha256: string }[];
  readonly previous: { readonly key: string; readonly sha256: string } | null;
}

function blankTime(text: string, name: string): string {
  const [time] = new RegExp(`"${name}":"${TIME}"`).exec(text) ?? [];
  return replaceOne(text, time ?? `"${name}":"`, `"${name}":"_"`);
}

function replaceOne(text: string, part: string, replacement: string): string {
  const [before, after, ...more] = text.split(part);
  assert.ok(before !== undefined && after !== undefined && more.length === 0, `${part} must be there once in ${text}`);
  return before + replacement + after;
}

function sha256(bytes: Buffer, encoding: 'hex' | 'base64'): string {
  return createHash('sha256').update(bytes).digest(encoding);
}
