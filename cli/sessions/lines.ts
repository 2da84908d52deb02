// The lines of an object of records, and whose they are, found without parsing each.
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { SessionRecord } from './record';

const unzip = promisify(gunzip);

/** @throws Error that names the object */
export async function unzipText(key: string, bytes: Buffer): Promise<string> {
  try {
    return (await unzip(bytes)).toString('utf8');
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
  text: string,
  skips: (sessionId: string) => boolean,
  take: (record: SessionRecord) => void,
): void {
  let number = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    number += 1;
    if (end > start && !(isWhole(text, start, end) && mayBeSkipped(text, start, end, skips))) {
      take(parse(key, number, text.slice(start, end)));
    }
    start = end + 1;
  }
}

function isWhole(text: string, start: number, end: number): boolean {
  return text.charCodeAt(start) === 0x7b && text.charCodeAt(end - 1) === 0x7d;
}

function mayBeSkipped(text: string, start: number, end: number, skips: (sessionId: string) => boolean): boolean {
  const found = text.indexOf(ID_KEY, start);
  if (found < 0 || found >= end) return false;
  const from = found + ID_KEY.length;
  const id = text.slice(from, text.indexOf('"', from));
  // With a backslash it is spelled otherwise than it reads.
  return !id.includes('\\') && skips(id);
}

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
