// Files the sessions of one window of History into objects while the pages come in, newest first: one object for each start day.
import { DAY_MS, floorTo, SECOND_MS } from '../time';
import { isDated, OpenObjects, type Dated, type HistorySink } from './open-objects';
import type { SessionRecord } from './record';
import type { Window } from './windows';

/** An object ends after this many records. That bounds the memory of a reader, and one PutObject can carry it. */
export const MAX_RECORDS = 50_000;

export class WindowWriter {
  /** The windows that have been written or proved empty: newest first, without gaps. */
  readonly closed: Window[] = [];
  /** False after a session out of order: any start time may still come, so nothing is closed before the end of the scan. */
  isOrdered = true;
  /** Upper end of what is not closed yet. */
  private toMs: number | null;
  /** In order: every session that starts at or after this whole second has been taken. */
  private takenDownToMs: number;
  /** In order: no session to come starts later than this. */
  private nothingLaterMs: number;
  /** The sessions of the whole second that the scan has reached. The next page may continue it, so they are not filed yet. */
  private openSecond: Dated[] = [];
  private readonly objects: OpenObjects;

  constructor(
    private window: Window,
    sink: HistorySink,
  ) {
    this.toMs = window.toMs;
    this.takenDownToMs = window.toMs ?? Infinity;
    this.nothingLaterMs = this.takenDownToMs;
    this.objects = new OpenObjects(sink);
  }

  /** The part of the window that has to be read. */
  get unread(): Window {
    const toMs = this.isOrdered ? this.takenDownToMs : (this.toMs ?? Infinity);
    return { fromMs: this.window.fromMs, toMs: toMs === Infinity ? null : toMs };
  }

  /** All sessions to come start before the window. */
  get isPassed(): boolean {
    return this.isOrdered && this.nothingLaterMs < (this.window.fromMs ?? 0);
  }

  /** Moves the lower end of the window while it is being read: another reader takes over what lies below, or gives it back. */
  moveFloor(fromMs: number | null): void {
    this.window = { ...this.window, fromMs };
  }

  /** Takes one page. Sessions outside the window are not kept. */
  async add(page: readonly SessionRecord[]): Promise<void> {
    const dated = page.filter(isDated);
    // Check the whole page before any of it is filed: no window may be closed because of a page out of order.
    this.isOrdered &&= dated.every(({ startMs }, i) => startMs <= (dated[i - 1]?.startMs ?? this.nothingLaterMs));
    this.nothingLaterMs = dated.at(-1)?.startMs ?? this.nothingLaterMs;
    if (!this.isOrdered) this.fileSecond();
    for (const record of page) {
      if (!isDated(record)) this.objects.addUndated(record);
      else if (this.isInside(record.startMs)) {
        // Few sessions end an object. Awaiting each of the others would take longer than all the rest of this.
        const endMs = this.advanceTo(record.startMs);
        if (endMs !== null) await this.close(endMs);
        this.take(record);
      }
    }
    await this.objects.flush();
  }

  /** Writes the rest. `closed` then covers the window. */
  async finish(): Promise<void> {
    this.fileSecond();
    await this.objects.writeLate({ fromMs: this.window.fromMs, toMs: this.toMs });
    await this.close(this.window.fromMs);
  }

  /** Writes the whole seconds that have been read, so that a later attempt goes on from there. */
  async breakOff(): Promise<void> {
    this.openSecond = [];
    if (this.isOrdered && this.takenDownToMs < (this.toMs ?? Infinity)) await this.close(this.takenDownToMs);
  }

  /** Prepares for reading `unread` again with a new first page. */
  restart(): void {
    this.openSecond = [];
    // Out of order nothing has been written since, so the scan repeats all of it.
    if (!this.isOrdered) this.objects.clear();
    this.nothingLaterMs = this.unread.toMs ?? Infinity;
  }

  private isInside(startMs: number): boolean {
    return startMs >= (this.window.fromMs ?? 0) && startMs < (this.window.toMs ?? Infinity);
  }

  private take(record: Dated): void {
    if (this.isLate(record.startMs)) this.objects.addLate(record);
    else if (this.isOrdered) this.openSecond.push(record);
    else this.objects.add(record);
  }

  /** The window of this start time has been written. */
  private isLate(startMs: number): boolean {
    return startMs >= (this.toMs ?? Infinity);
  }

  /** Where the open object has to end before this session is taken: at a UTC midnight, or if it is full; null if it goes on. */
  private advanceTo(startMs: number): number | null {
    const [first] = this.openSecond;
    const secondMs = first ? floorTo(first.startMs, SECOND_MS) : Infinity;
    if (!this.isOrdered || this.isLate(startMs) || startMs >= secondMs) return null;
    this.fileSecond();
    this.takenDownToMs = Math.min(this.takenDownToMs, floorTo(startMs, SECOND_MS) + SECOND_MS);
    if (!first) return null;
    const dayMs = floorTo(first.startMs, DAY_MS);
    if (startMs < dayMs) return dayMs;
    return this.objects.countOf(startMs) >= MAX_RECORDS ? secondMs : null;
  }

  private fileSecond(): void {
    for (const record of this.openSecond) this.objects.add(record);
    this.openSecond = [];
  }

  private async close(fromMs: number | null): Promise<void> {
    const windows = await this.objects.write({ fromMs, toMs: this.toMs }, this.isOrdered);
    this.closed.push(...windows);
    this.toMs = fromMs;
  }
}
