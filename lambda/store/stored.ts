// Reading back what the archive holds.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ArchiveFailed } from '../errors';

/** As much of a record as a run ever needs again. */
export interface SessionSummary {
  readonly session_id: string | null;
  readonly start_time: string | null;
  readonly observed_time: string;
}

/** What a snapshot needs to know again of the sessions in an object of the archive. */
export async function readSessions(key: string, body: Buffer): Promise<SessionSummary[]> {
  try {
    const lines = (await promisify(gunzip)(body)).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line) => {
      const { session_id, start_time, observed_time } = JSON.parse(line) as SessionSummary;
      return { session_id, start_time, observed_time };
    });
  } catch {
    // The parser's message would quote a record.
    throw new ArchiveFailed(`${key} does not hold gzipped NDJSON records. Restore the object's first version.`);
  }
}

export function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
