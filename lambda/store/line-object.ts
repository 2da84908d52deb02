// One object of records in memory. Lines are compressed as they come, so memory holds compressed bytes.
import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';
import type { SessionRecord } from '../records/record';
import { DAY_MS, floorTo } from '../time';

/** Bytes that the compressor takes and returns at a time. It runs in another thread, and each exchange costs about 0.1 ms. */
const BATCH_LENGTH = 2 ** 18;
const CHUNK_LENGTH = 2 ** 16;

/** Takes half the time of zlib's default, 6; objects are a sixth larger. See docs/decisions.md. */
const GZIP_LEVEL = 3;

/** UTF-8 needs at most this many bytes for a UTF-16 unit of a string. */
const MOST_BYTES_A_UNIT = 3;

export class LineObject {
  records = 0;
  /** Records without a session id. */
  unidentified = 0;
  maxStartMs: number | null = null;
  /** The sessions in `lookedFor` that the object holds. */
  readonly foundIds: string[] = [];
  private readonly chunks: Buffer[] = [];
  private gzip: Gzip | null = null;
  /** Batches of lines that the compressor has not taken yet. */
  private full: Buffer[] = [];
  private batch = Buffer.alloc(0);
  private batchLength = 0;

  constructor(private readonly lookedFor: ReadonlyMap<string, unknown>) {}

  add({ sessionId, startMs, line }: SessionRecord): void {
    const most = line.length * MOST_BYTES_A_UNIT;
    if (most > this.batch.length - this.batchLength) this.nextBatch(Math.max(most, BATCH_LENGTH));
    this.batchLength += this.batch.write(line, this.batchLength);
    this.records += 1;
    if (startMs !== null) this.maxStartMs = Math.max(this.maxStartMs ?? 0, startMs);
    if (sessionId === null) this.unidentified += 1;
    else if (this.lookedFor.has(sessionId)) this.foundIds.push(sessionId);
  }

  /** Hands full batches to the compressor. Await it once a page. */
  async flush(): Promise<void> {
    for (const batch of this.full.splice(0)) {
      if (!this.compressor().write(batch)) await once(this.compressor(), 'drain');
    }
  }

  /** The compressed object. Nothing can be added afterwards. */
  async finish(): Promise<Buffer> {
    this.nextBatch(0);
    await this.flush();
    const ended = once(this.compressor(), 'end');
    this.compressor().end();
    await ended;
    this.gzip = null;
    return Buffer.concat(this.chunks.splice(0));
  }

  private nextBatch(length: number): void {
    if (this.batchLength > 0) this.full.push(this.batch.subarray(0, this.batchLength));
    this.batch = Buffer.allocUnsafe(length);
    this.batchLength = 0;
  }

  private compressor(): Gzip {
    this.gzip ??= createGzip({ level: GZIP_LEVEL, chunkSize: CHUNK_LENGTH }).on('data', (chunk: Buffer) =>
      this.chunks.push(chunk),
    );
    return this.gzip;
  }
}

/** Objects in memory, one for each UTC start day. */
export class DayObjects {
  private readonly byDay = new Map<number, LineObject>();

  constructor(private readonly lookedFor: ReadonlyMap<string, unknown>) {}

  /** The object of the day that `ms` lies in. */
  of(ms: number): LineObject {
    const day = floorTo(ms, DAY_MS);
    const object = this.byDay.get(day) ?? new LineObject(this.lookedFor);
    this.byDay.set(day, object);
    return object;
  }

  async flush(): Promise<void> {
    for (const object of this.byDay.values()) await object.flush();
  }

  /** Removes and returns the objects, by the first millisecond of their day. */
  take(): Map<number, LineObject> {
    const objects = new Map(this.byDay);
    this.byDay.clear();
    return objects;
  }
}
