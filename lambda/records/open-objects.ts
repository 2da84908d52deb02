// The objects of one window of History that are still in memory: one for each start day, and those whose keys vouch for nothing.
import { latePart, undatedPart, windowPart } from '../store/keys';
import { DayObjects, LineObject } from '../store/line-object';
import type { SessionRecord } from './record';
import { cutByDay, type Window } from './windows';

/** Where finished objects of History go. */
export interface HistorySink {
  readonly snapshotMs: number;
  /** The sessions that the snapshot expects, by id: an object notes which of them it holds. */
  readonly lookedFor: ReadonlyMap<string, unknown>;
  /** `dayMs` is the day under which the object is filed. */
  writeHistory(dayMs: number, part: string, object: LineObject): Promise<void>;
}

export type Dated = SessionRecord & { readonly startMs: number };

export const isDated = (record: SessionRecord): record is Dated => record.startMs !== null;

export class OpenObjects {
  private readonly days: DayObjects;
  /** Sessions whose window has been written already. */
  private readonly late: DayObjects;
  private undated: LineObject;

  constructor(private readonly sink: HistorySink) {
    this.days = new DayObjects(sink.lookedFor);
    this.late = new DayObjects(sink.lookedFor);
    this.undated = new LineObject(sink.lookedFor);
  }

  add(record: Dated): void {
    this.days.of(record.startMs).add(record);
  }

  addLate(record: Dated): void {
    this.late.of(record.startMs).add(record);
  }

  addUndated(record: SessionRecord): void {
    this.undated.add(record);
  }

  /** Records of the start day that `ms` lies in. */
  countOf(ms: number): number {
    return this.days.of(ms).records;
  }

  /** Hands lines to the compressor; to be awaited once a page. */
  async flush(): Promise<void> {
    await Promise.all([this.days.flush(), this.late.flush(), this.undated.flush()]);
  }

  /** Drops all records. */
  clear(): void {
    this.days.take();
    this.late.take();
    this.undated = new LineObject(this.sink.lookedFor);
  }

  /** Writes the late sessions. Their object vouches for nothing; `window` only gives it a key of its own. */
  async writeLate(window: Window): Promise<void> {
    for (const [day, object] of this.late.take()) await this.sink.writeHistory(day, latePart(window), object);
  }

  /** Writes all dated and undated records. Returns the windows that the objects answer for: together exactly `whole`, newest first. */
  async write(whole: Window, isOrdered: boolean): Promise<Window[]> {
    if (this.undated.records > 0) {
      await this.sink.writeHistory(this.sink.snapshotMs, undatedPart(whole), this.undated);
      this.undated = new LineObject(this.sink.lookedFor);
    }
    const objects = this.days.take();
    const days = [...objects.keys()];
    // In order there is one day at most, and its object answers for the whole window.
    const pieces = isOrdered ? [{ ...whole, dayMs: days[0] }] : cutByDay(whole, days);
    for (const { dayMs, ...window } of pieces) {
      const object = dayMs === undefined ? undefined : objects.get(dayMs);
      if (dayMs !== undefined && object) await this.sink.writeHistory(dayMs, windowPart(window), object);
    }
    return pieces.map(({ fromMs, toMs }) => ({ fromMs, toMs }));
  }
}
