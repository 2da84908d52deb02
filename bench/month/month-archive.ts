// The archive of the model: keeps what a run reads again, and notes of everything else only when their ends were known.
import { gunzipSync } from 'node:zlib';
import type { Archive, NewObject } from '../../lambda/store/archive';
import { parseRecordsKey } from '../../lambda/store/keys';

export class MonthArchive implements Archive {
  /** Epoch milliseconds: the run that is going on. */
  now = 0;
  /** By the session's number: the first run that recorded its end; NaN before. */
  readonly endKnownMs: Float64Array;
  /** Sorted: runs write in the order of time. Empty: nothing will ask for it. */
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
