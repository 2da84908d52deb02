// The archive of the model: keeps what a run reads again, and notes of everything else only which sessions are in it.
import { gunzipSync } from 'node:zlib';
import type { Archive, NewObject } from '../lambda/store/archive';
import { parseRecordsKey } from '../lambda/store/keys';

export class MonthArchive implements Archive {
  /** By the session's number: seen at all, and seen with its end. */
  readonly seen: Uint8Array;
  readonly ended: Uint8Array;
  /** Sorted: runs write in the order of time. Empty: nothing will ask for it. */
  private readonly bodies = new Map<string, Buffer>();

  constructor(sessions: number) {
    this.seen = new Uint8Array(sessions);
    this.ended = new Uint8Array(sessions);
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

  list(prefix: string, startAfter: string): Promise<string[]> {
    const keys = [...this.bodies.keys()].filter((key) => key.startsWith(prefix) && key > startAfter);
    return Promise.resolve(keys.sort());
  }

  private note(body: Buffer): void {
    for (const [, number, end] of gunzipSync(body)
      .toString('latin1')
      .matchAll(/"session_id":"session-(\d+)".*?"end_time":("|null)/g)) {
      this.seen[Number(number)] = 1;
      if (end === '"') this.ended[Number(number)] = 1;
    }
  }
}
