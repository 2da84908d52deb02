// Splits an object of records into lines and finds their SessionIds without parsing each line.
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { SessionRecord } from './record';

const unzip = promisify(gunzip);

/** The buffer for unpacking. Most objects need less; larger ones arrive in several pieces. */
const LARGEST_CHUNK = 8 * 2 ** 20;
const SMALLEST_CHUNK = 2 ** 12;

/** @throws Error that names the object */
export async function unzipObject(key: string, bytes: Buffer): Promise<Buffer> {
  // The last four bytes of a gzip file hold the length of its content. One buffer of that size avoids joining many small pieces.
  const length = bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
  try {
    return await unzip(bytes, { chunkSize: Math.min(Math.max(length + 1, SMALLEST_CHUNK), LARGEST_CHUNK) });
  } catch (error) {
    throw unreadable(key, `it is not a gzip file (${(error as Error).message})`);
  }
}

/** The key as the reporter writes it. It cannot occur inside a text, where JSON has a backslash before each quote. */
const ID_KEY = '"session_id":"';

/**
 * Passes every record to `take`, except those whose SessionId `skips` accepts: most records repeat what a later snapshot says, and
 * parsing takes most of the time.
 *
 * @throws Error that names the object, if one of its lines is not JSON
 */
export function readLines(
  key: string,
  content: Buffer,
  skips: (sessionId: string) => boolean,
  take: (record: SessionRecord) => void,
): void {
  // Latin-1 has one character for each byte: fast to decode and search, with the same positions in text and bytes.
  const text = content.toString('latin1');
  let number = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    number += 1;
    if (end > start && !(isWhole(text, start, end) && mayBeSkipped(text, start, end, skips))) {
      take(parse(key, number, content.toString('utf8', start, end)));
    }
    start = end + 1;
  }
}

function isWhole(text: string, start: number, end: number): boolean {
  return text.charCodeAt(start) === 0x7b && text.charCodeAt(end - 1) === 0x7d;
}

/** The SessionId of a line; null for an id with an escape or beyond ASCII, whose bytes differ from its text: such lines are never skipped. */
function mayBeSkipped(text: string, start: number, end: number, skips: (sessionId: string) => boolean): boolean {
  const found = text.indexOf(ID_KEY, start);
  if (found < 0 || found >= end) return false;
  const from = found + ID_KEY.length;
  const id = text.slice(from, text.indexOf('"', from));
  return PLAIN.test(id) && skips(id);
}

const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;

function parse(key: string, number: number, line: string): SessionRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    throw unreadable(key, `its line ${number} is not JSON (${reasonOf(error)})`);
  }
  if (typeof record !== 'object' || record === null) throw unreadable(key, `its line ${number} is not a record`);
  return record;
}

/** Removes the text that V8 quotes, which may name a person. */
function reasonOf(error: unknown): string {
  return (error as Error).message.replace(/, ("|\.\.\.).*$/s, '').replace(/^(Unexpected token) .*$/s, '$1');
}

function unreadable(key: string, what: string): Error {
  return new Error(
    `${key} cannot be read: ${what}. Run \`verify\` to see whether it was changed, and restore its first version.`,
  );
}
