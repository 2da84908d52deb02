// One object of records while it is being made: lines are compressed as they come, so memory holds compressed bytes only.
import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';
import type { SessionRecord } from './record';
import { DAY_MS, floorTo } from './time';

export class LineObject {
  records = 0;
  maxStartMs: number | null = null;
  /** Those of the sessions the caller is looking for that are in the object. */
  readonly foundIds: string[] = [];
  private readonly chunks: Buffer[] = [];
  private gzip: Gzip | null = null;
  /** Each is encoded by itself: a whole page's text in one piece takes four times as long. */
  private lines: Buffer[] = [];

  constructor(private readonly lookedFor: ReadonlyMap<string, unknown>) {}

  add(record: SessionRecord): void {
    this.records += 1;
    this.lines.push(Buffer.from(record.line));
    if (record.startMs !== null) this.maxStartMs = Math.max(this.maxStartMs ?? 0, record.startMs);
    if (record.sessionId !== null && this.lookedFor.has(record.sessionId)) this.foundIds.push(record.sessionId);
  }

  /** Hands the lines added so far to the compressor; to be awaited once a page. */
  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    const lines = Buffer.concat(this.lines);
    this.lines = [];
    if (!this.compressor().write(lines)) await once(this.compressor(), 'drain');
  }

  /** The compressed object. Nothing can be added afterwards. */
  async finish(): Promise<Buffer> {
    await this.flush();
    const ended = once(this.compressor(), 'end');
    this.compressor().end();
    await ended;
    return Buffer.concat(this.chunks);
  }

  private compressor(): Gzip {
    this.gzip ??= createGzip().on('data', (chunk: Buffer) => this.chunks.push(chunk));
    return this.gzip;
  }
}

/** Objects by the UTC day on which their sessions started. */
export class DayObjects {
  private readonly byDay = new Map<number, LineObject>();

  constructor(private readonly lookedFor: ReadonlyMap<string, unknown>) {}

  /** The object of the day that `ms` lies in, made when first asked for. */
  of(ms: number): LineObject {
    const day = floorTo(ms, DAY_MS);
    const object = this.byDay.get(day) ?? new LineObject(this.lookedFor);
    this.byDay.set(day, object);
    return object;
  }

  async flush(): Promise<void> {
    for (const object of this.byDay.values()) await object.flush();
  }

  /** The objects by the first millisecond of their day; empties this collection. */
  take(): Map<number, LineObject> {
    const objects = new Map(this.byDay);
    this.byDay.clear();
    return objects;
  }
}
