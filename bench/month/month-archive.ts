// The archive of the model. It keeps only objects that a later run reads, and records when each session's end became
// known.
import { gunzipSync } from 'node:zlib';
import type { Archive, NewObject } from '../../lambda/store/archive';
import { parseRecordsKey } from '../../lambda/store/keys';

export class MonthArchive implements Archive {
  /** The time of the current run, epoch milliseconds. */
  now = 0;
  /** By the session's number: the time of the first run that recorded its end. NaN before. */
  readonly endKnownMs: Float64Array;
  /** The objects by key. Bodies that no run reads are empty. */
  private readonly bodies = new Map<string, Buffer>();

  constructor(sessions: number) {
    this.endKnownMs = new Float64Array(sessions).fill(NaN);
  }

  create({ key, body }: NewObject): Promise<boolean> {
    const kind = parseRecordsKey(key)?.kind;
    if (kind !== undefined) this.note(body);
    this.bodies.set(key, kind === 'history' || kind === 'lookup' ? Buffer.alloc(0) : body);
    return Promise.resolve(true);
  }

  read(key: string): Promise<Buffer> {
    return Promise.resolve(this.bodies.get(key) ?? Buffer.alloc(0));
  }

  list(prefix: string, startAfter = ''): Promise<string[]> {
    const keys = [...this.bodies.keys()].filter((key) => key.startsWith(prefix) && key > startAfter);
    return Promise.resolve(keys.sort());
  }

  private note(body: Buffer): void {
    const ended = /"session_id":"session-(\d+)".*?"end_time":"/;
    for (const line of gunzipSync(body).toString('latin1').split('\n')) {
      const number = Number(ended.exec(line)?.[1] ?? NaN);
      if (Number.isNaN(this.endKnownMs[number])) this.endKnownMs[number] = this.now;
    }
  }
}
