// Reads objects of the archive back.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ArchiveFailed } from '../errors';
import { parseTimestamp } from '../time';

/** The part of a record that a later run needs. */
export interface SessionSummary {
  readonly session_id: string | null;
  readonly start_time: string | null;
  readonly observed_time: string;
}

/** The sessions in an object of records. Throws ArchiveFailed if the object is not gzipped NDJSON. */
export async function readSessions(key: string, body: Buffer): Promise<SessionSummary[]> {
  try {
    const lines = (await promisify(gunzip)(body)).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line) => {
      const { session_id, start_time, observed_time } = JSON.parse(line) as SessionSummary;
      return { session_id, start_time, observed_time };
    });
  } catch {
    // Without the parser's message, which would quote a record.
    throw new ArchiveFailed(`${key} does not hold gzipped NDJSON records. Restore the object's first version.`);
  }
}

/** What a manifest and the next run need to know about an object of records. */
export async function readObject(key: string, body: Buffer) {
  const sessions = await readSessions(key, body);
  const starts = sessions.flatMap(({ start_time: start }) => (start === null ? [] : [parseTimestamp(start)]));
  const ids = sessions.flatMap(({ session_id: id }) => (id === null ? [] : [id]));
  return {
    records: sessions.length,
    unidentified: sessions.length - ids.length,
    bytes: body.length,
    sha256: hash(body),
    maxStartMs: starts.reduce<number | null>((a, b) => Math.max(a ?? 0, b), null),
    readFromMs: sessions.reduce((a, b) => Math.min(a, parseTimestamp(b.observed_time)), Infinity),
    ids,
  };
}

/** SHA-256 in hex. */
export function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
