// Checks one object of records: its hash, and whether each line is a record that belongs in it.
import { createHash, type Hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { hash } from '../../lambda/store/stored';
import { finding, type Finding } from './findings';
import { BrokenLine, RecordLines } from './record-lines';
import type { Store, StoredObject } from '../stores/store';

/** What the manifest says about an object. */
export interface ExpectedObject {
  readonly key: string;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** An object to check: its listing, and what its manifest says; null if no manifest lists it. */
export interface ObjectToCheck {
  readonly stored: StoredObject;
  readonly expected: ExpectedObject | null;
}

export interface CheckedObject {
  readonly records: number;
  readonly findings: readonly Finding[];
}

/** Reads objects up to this many bytes in one piece, which takes half the time. */
const PIECE_LENGTH = 2 ** 20;
/** Streams objects that are longer than this when uncompressed. */
const MOST_TEXT_LENGTH = 2 ** 25;
const CHUNK_LENGTH = 2 ** 18;

interface Content {
  readonly sha256: string;
  readonly records: number;
  /** Null if all its records belong in it. */
  readonly problem: { readonly code: 'object-unreadable' | 'record-misplaced'; readonly what: string } | null;
}

/** Downloads and reads the object. Rejects if that fails. */
export async function checkObject(store: Store, { stored, expected }: ObjectToCheck): Promise<CheckedObject> {
  const { key } = stored;
  const content = (await readAtOnce(store, stored)) ?? (await readStreaming(store, key));
  const findings: Finding[] = [];
  if (expected && content.sha256 !== expected.sha256) {
    const what = `Its SHA-256 is ${content.sha256}; its manifest says ${expected.sha256}.`;
    findings.push(finding('object-changed', key, what));
  } else if (expected && content.records !== expected.records) {
    const what = `It has ${content.records} records; its manifest says ${expected.records}.`;
    findings.push(finding('object-changed', key, what));
  }
  if (content.problem) findings.push(finding(content.problem.code, key, content.problem.what));
  return { records: content.records, findings };
}

/** Compares the checksum and metadata that S3 stores, without downloading the object. */
export async function checkStoredChecksum(
  checksum: NonNullable<Store['checksum']>,
  { key, sha256, records }: ExpectedObject,
): Promise<CheckedObject> {
  const stored = await checksum(key);
  if (stored.sha256 === null)
    return { records, findings: [finding('without-checksum', key, 'Its size matches its manifest.')] };
  if (stored.sha256 !== sha256) {
    const what = `S3 has the SHA-256 ${stored.sha256}; its manifest says ${sha256}.`;
    return { records, findings: [finding('object-changed', key, what)] };
  }
  if (stored.records !== records) {
    const what = `Its metadata says ${stored.records ?? 'no number of'} records; its manifest says ${records}.`;
    return { records, findings: [finding('object-changed', key, what)] };
  }
  return { records, findings: [] };
}

/** Reads the object in one piece; null if it is too large. */
async function readAtOnce(store: Store, { key, bytes }: StoredObject): Promise<Content | null> {
  if (bytes > PIECE_LENGTH) return null;
  const body = await store.readAll(key);
  const lines = new RecordLines(key);
  let broken: string | null = null;
  try {
    lines.add(gunzipSync(body, { maxOutputLength: MOST_TEXT_LENGTH }));
    lines.end();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    broken = brokenness(error);
  }
  return toContent(hash(body), lines, broken);
}

async function readStreaming(store: Store, key: string): Promise<Content> {
  const lines = new RecordLines(key);
  const passing = createHash('sha256');
  try {
    const source = hashed(await store.read(key), passing);
    await pipeline(source, createGunzip({ chunkSize: CHUNK_LENGTH }), async (texts) => {
      for await (const text of texts as AsyncIterable<Buffer>) lines.add(text);
      lines.end();
    });
  } catch (error) {
    const broken = brokenness(error);
    // Checks again: a stream that broke off has not reached the object's end.
    const whole = createHash('sha256');
    await pipeline(await store.read(key), whole);
    return toContent(whole.digest('hex'), lines, broken);
  }
  return toContent(passing.digest('hex'), lines, null);
}

/** Passes the chunks on and hashes them. */
async function* hashed(chunks: AsyncIterable<Buffer>, hasher: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hasher.update(chunk);
    yield chunk;
  }
}

function toContent(sha256: string, lines: RecordLines, broken: string | null): Content {
  const misplaced = lines.misplaced === null ? null : ({ code: 'record-misplaced', what: lines.misplaced } as const);
  const problem = broken === null ? misplaced : ({ code: 'object-unreadable', what: broken } as const);
  return { sha256, records: lines.count, problem };
}

/** What an error says about the content. Rethrows any other error: it proves nothing about the content. */
function brokenness(error: unknown): string {
  if (error instanceof BrokenLine) return error.message;
  if (((error as NodeJS.ErrnoException).code ?? '').startsWith('Z_')) return 'It is not gzip, or it is cut off.';
  throw error;
}
