// The lines of an object of records, and whose they are, found without parsing each.
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { SessionRecord } from './record';

const unzip = promisify(gunzip);

/** Memory that is set aside before anything is unpacked: most objects need less, and a larger one comes in several pieces. */
const LARGEST_CHUNK = 8 * 2 ** 20;
const SMALLEST_CHUNK = 2 ** 12;

/** @throws Error that names the object */
export async function unzipObject(key: string, bytes: Buffer): Promise<Buffer> {
  // The last four bytes of a gzip file say how long its content is. Pieces of the usual size would be put together one by one.
  const length = bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
  try {
    return await unzip(bytes, { chunkSize: Math.min(Math.max(length + 1, SMALLEST_CHUNK), LARGEST_CHUNK) });
  } catch (error) {
    throw unreadable(key, `it is no gzip file (${(error as Error).message})`);
  }
}

/** As the reporter writes it. Nowhere else can this stand: within a text, JSON has a backslash before each quote. */
const ID_KEY = '"session_id":"';

/**
 * Gives every record to `take`, but those whose SessionId `skips` says may be left unread: most records of an archive repeat what a
 * later snapshot says, and parsing is most of the work.
 *
 * @throws Error that names the object, if one of its lines is no JSON
 */
export function readLines(
  key: string,
  content: Buffer,
  skips: (sessionId: string) => boolean,
  take: (record: SessionRecord) => void,
): void {
  // A character for a byte: quick to make and to look through, and places are the same in both.
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

/** An id with an escape or beyond ASCII is spelled otherwise than it reads: such a line is not skipped. */
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
    throw unreadable(key, `its line ${number} is no JSON (${reasonOf(error)})`);
  }
  if (typeof record !== 'object' || record === null) throw unreadable(key, `its line ${number} is no record`);
  return record;
}

/** Without the text that V8 quotes: it may be a person's. */
function reasonOf(error: unknown): string {
  return (error as Error).message.replace(/, ("|\.\.\.).*$/s, '').replace(/^(Unexpected token) .*$/s, '$1');
}

function unreadable(key: string, what: string): Error {
  return new Error(
    `${key} cannot be read: ${what}. \`verify\` tells whether it was changed; restore its first version.`,
  );
}
