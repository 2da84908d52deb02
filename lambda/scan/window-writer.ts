// Files the sessions of one window of History into objects, as the pages come in: newest first, one object a start day.
import { latePart, undatedPart, windowPart } from '../store/keys';
import { DayObjects, LineObject } from '../store/line-object';
import type { SessionRecord } from './record';
import { DAY_MS, floorTo, SECOND_MS } from '../time';
import { cutByDay, type Window } from './windows';

/** An object is closed past this many records, which bounds memory and lets one PutObject carry it. */
export const MAX_RECORDS = 50_000;

/** Where finished objects of History go. */
export interface HistorySink {
  readonly snapshotMs: number;
  /** Sessions whose whereabouts the snapshot wants to know, by id. */
  readonly lookedFor: ReadonlyMap<string, unknown>;
  /** `dayMs` is the day under which the object is filed. */
  writeHistory(dayMs: number, part: string, object: LineObject): Promise<void>;
}

type Dated = SessionRecord & { readonly startMs: number };

const isDated = (record: SessionRecord): record is Dated => record.startMs !== null;

export class WindowWriter {
  /** What has been written so far or proved empty, newest first, without gaps. */
  readonly closed: Window[] = [];
  /** Once a session has come out of order, time says nothing about what is still to come: days are kept until the end. */
  isOrdered = true;
  /** The upper end of what is not closed yet. */
  private toMs: number | null;
  /** In order, everything from this whole second on has been taken. */
  private takenDownToMs: number;
  /** In order, nothing to come starts later than this. */
  private nothingLaterMs: number;
  /** The sessions of the whole second that the scan stands in: it may go on on the next page, so they are not filed yet. */
  private openSecond: Dated[] = [];
  private readonly days: DayObjects;
  private readonly late: DayObjects;
  private undated: LineObject;

  constructor(
    private window: Window,
    private readonly sink: HistorySink,
  ) {
    this.toMs = window.toMs;
    this.takenDownToMs = window.toMs ?? Infinity;
    this.nothingLaterMs = this.takenDownToMs;
    this.days = new DayObjects(sink.lookedFor);
    this.late = new DayObjects(sink.lookedFor);
    this.undated = new LineObject(sink.lookedFor);
  }

  /** What has to be read still. */
  get unread(): Window {
    const toMs = this.isOrdered ? this.takenDownToMs : (this.toMs ?? Infinity);
    return { fromMs: this.window.fromMs, toMs: toMs === Infinity ? null : toMs };
  }

  /** Whatever comes next lies below the window. */
  get isPassed(): boolean {
    return this.isOrdered && this.nothingLaterMs < (this.window.fromMs ?? 0);
  }

  /** While the window is read, another reader may take what lies below a new floor, or give it back. */
  moveFloor(fromMs: number | null): void {
    this.window = { ...this.window, fromMs };
  }

  /** Takes one page. Sessions outside the window are not kept. */
  async add(page: readonly SessionRecord[]): Promise<void> {
    const dated = page.filter(isDated);
    // The whole page is checked before any of it is filed: a window must not be closed on the word of a page out of order.
    this.isOrdered &&= dated.every(({ startMs }, i) => startMs <= (dated[i - 1]?.startMs ?? this.nothingLaterMs));
    this.nothingLaterMs = dated.at(-1)?.startMs ?? this.nothingLaterMs;
    if (!this.isOrdered) this.fileSecond();
    for (const record of page) {
      if (!isDated(record)) this.undated.add(record);
      else if (this.isInside(record.startMs)) {
        // Most sessions end no object, and waiting for each would take longer than all else here.
        const endMs = this.advanceTo(record.startMs);
        if (endMs !== null) await this.close(endMs);
        this.take(record);
      }
    }
    await Promise.all([this.days.flush(), this.late.flush(), this.undated.flush()]);
  }

  /** Writes what is left. `closed` then covers the window. */
  async finish(): Promise<void> {
    this.fileSecond();
    const rest = { fromMs: this.window.fromMs, toMs: this.toMs };
    for (const [day, object] of this.late.take()) await this.sink.writeHistory(day, latePart(rest), object);
    await this.close(this.window.fromMs);
  }

  /** Writes what has been taken for good, so that a later attempt goes on from there. */
  async breakOff(): Promise<void> {
    this.openSecond = [];
    if (this.isOrdered && this.takenDownToMs < (this.toMs ?? Infinity)) await this.close(this.takenDownToMs);
  }

  /** Forgets what cannot be gone on from without a token. */
  restart(): void {
    this.openSecond = [];
    if (!this.isOrdered) {
      // Nothing of a disorder has been written yet, so it can be read once more from the top.
      this.days.take();
      this.late.take();
      this.undated = new LineObject(this.sink.lookedFor);
    }
    this.nothingLaterMs = this.unread.toMs ?? Infinity;
  }

  private isInside(startMs: number): boolean {
    return startMs >= (this.window.fromMs ?? 0) && startMs < (this.window.toMs ?? Infinity);
  }

  private take(record: Dated): void {
    if (this.isLate(record.startMs)) this.late.of(record.startMs).add(record);
    else if (this.isOrdered) this.openSecond.push(record);
    else this.days.of(record.startMs).add(record);
  }

  /** Its place has been written. */
  private isLate(startMs: number): boolean {
    return startMs >= (this.toMs ?? Infinity);
  }

  /** Leaving a whole second, tells where the open object has to end: if the scan crosses a UTC midnight or the object is full. */
  private advanceTo(startMs: number): number | null {
    const [first] = this.openSecond;
    const secondMs = first ? floorTo(first.startMs, SECOND_MS) : Infinity;
    if (!this.isOrdered || this.isLate(startMs) || startMs >= secondMs) return null;
    this.fileSecond();
    this.takenDownToMs = Math.min(this.takenDownToMs, floorTo(startMs, SECOND_MS) + SECOND_MS);
    if (!first) return null;
    const dayMs = floorTo(first.startMs, DAY_MS);
    if (startMs < dayMs) return dayMs;
    return this.days.of(startMs).records >= MAX_RECORDS ? secondMs : null;
  }

  private fileSecond(): void {
    for (const record of this.openSecond) this.days.of(record.startMs).add(record);
    this.openSecond = [];
  }

  private async close(fromMs: number | null): Promise<void> {
    const whole = { fromMs, toMs: this.toMs };
    if (this.undated.records > 0) {
      await this.sink.writeHistory(this.sink.snapshotMs, undatedPart(whole), this.undated);
      this.undated = new LineObject(this.sink.lookedFor);
    }
    const objects = this.days.take();
    const pieces = this.isOrdered
      ? [{ ...whole, dayMs: [...objects.keys()][0] }]
      : cutByDay(whole, [...objects.keys()]);
    for (const { dayMs, ...window } of pieces) {
      const object = dayMs === undefined ? undefined : objects.get(dayMs);
      if (dayMs !== undefined && object) await this.sink.writeHistory(dayMs, windowPart(window), object);
      this.closed.push(window);
    }
    this.toMs = fromMs;
  }
}
