// Reads History through as many readers as pay off: each reads one window newest first, and an idle one takes the older half of the
// largest window that is being read. Its owner keeps its token and stops at its new floor.
import { recordsOf, type ScanRun } from '../run';
import { readAgainIfExpired, readPages, windowFilters, type Page } from './pages';
import { DAY_MS } from '../time';
import { WindowWriter, type HistorySink } from './window-writer';
import { middleOf, type Window } from './windows';

/** Up to this many pages one reader is quick enough, and a second would only cost calls. */
const FEW_PAGES = 4;

/** SSM shows no session that ended more than 30 days ago, so hardly any that started earlier than this. */
const REACH_DAYS = 31;

interface Reader {
  readonly window: Window;
  readonly writer: WindowWriter;
  /** The reader whose window this one has halved. */
  readonly owner: Reader | null;
  /** How long, in start times, the latest page was. Null before the first. */
  pageMs: number | null;
  /** It has read to its end: nothing can be taken from it or given back to it. */
  isDone: boolean;
  /** Its owner reads the window after all. */
  isGivenBack: boolean;
}

interface Half {
  readonly owner: Reader;
  readonly window: Window;
  /** Of the whole. */
  readonly lengthMs: number;
}

/** The older half of what a reader has left; null before its first page, once its order is broken, or if it is nearly done. */
function olderHalf(owner: Reader, oldestMs: number): Half | null {
  const { fromMs, toMs } = owner.writer.unread;
  if (owner.isDone || owner.pageMs === null || toMs === null || !owner.writer.isOrdered) return null;
  const lowerMs = Math.max(fromMs ?? 0, oldestMs);
  const middleMs = middleOf(lowerMs, toMs);
  // Less than two pages, by the latest one: halving them would cost more calls than it saves time.
  if (middleMs === null || toMs - lowerMs < 2 * owner.pageMs) return null;
  return { owner, window: { fromMs, toMs: middleMs }, lengthMs: toMs - lowerMs };
}

export class HistoryScan {
  /** DescribeSessions calls answered. */
  pages = 0;
  /** Together with what `gaps` left out: the windows that were written or proved empty. */
  readonly closed: Window[] = [];
  private readonly readers = new Set<Reader>();
  /** Whether SSM filters before it cuts pages. If not, every reader but the first would read all pages for a few sessions. */
  private filtersFirst: boolean | null = null;
  /** Sessions in the largest page so far: what SSM gives at a time may be less than what it is asked for. */
  private fullPage = 1;
  private failure: unknown = null;
  private whenDone: () => void = () => undefined;
  private readonly gaps: Window[];
  private readonly oldestMs: number;

  /**
   * @param gaps what is to be read, newest first
   * @param maxConcurrency readers at a time
   */
  constructor(
    private readonly run: ScanRun,
    private readonly sink: HistorySink,
    gaps: readonly Window[],
    private readonly maxConcurrency: number,
  ) {
    this.gaps = [...gaps];
    this.oldestMs = run.snapshot.ms - REACH_DAYS * DAY_MS;
  }

  /** Reads all gaps. Throws the first failure, once every reader has stored what it had read for good. */
  async readAll(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.whenDone = resolve;
      this.startReaders();
    });
    if (this.failure !== null) throw this.failure as Error;
  }

  private startReaders(): void {
    while (this.failure === null && this.readers.size < this.readerLimit()) {
      const reader = this.nextReader();
      if (reader === null) break;
      this.readers.add(reader);
      void this.read(reader).finally(() => {
        this.readers.delete(reader);
        this.startReaders();
      });
    }
    if (this.readers.size === 0) this.whenDone();
  }

  private readerLimit(): number {
    if (this.filtersFirst === true) return this.maxConcurrency;
    // One probe at a time, and none in a scan that is nearly over.
    return this.filtersFirst === false || this.pages < FEW_PAGES ? 1 : Math.min(2, this.maxConcurrency);
  }

  private nextReader(): Reader | null {
    const gap = this.gaps.shift();
    if (gap) return this.newReader(gap, null);
    const [largest] = [...this.readers]
      .flatMap((owner) => olderHalf(owner, this.oldestMs) ?? [])
      .sort((a, b) => b.lengthMs - a.lengthMs);
    if (!largest) return null;
    const { owner, window } = largest;
    owner.writer.moveFloor(window.toMs);
    return this.newReader(window, owner);
  }

  private newReader(window: Window, owner: Reader | null): Reader {
    const writer = new WindowWriter(window, this.sink);
    return { window, owner, writer, pageMs: null, isDone: false, isGivenBack: false };
  }

  private async read(reader: Reader): Promise<void> {
    const { writer } = reader;
    try {
      await readAgainIfExpired(async (again) => {
        if (again) writer.restart();
        await this.readPagesOf(reader);
      });
      if (reader.isGivenBack) return;
      if (this.failure === null) await writer.finish();
      else await writer.breakOff();
    } catch (error) {
      this.failure ??= error;
      // What S3 refuses now, a later attempt reads again: the first failure is the one to tell.
      await writer.breakOff().catch(() => undefined);
    }
    this.closed.push(...writer.closed);
  }

  private async readPagesOf(reader: Reader): Promise<void> {
    const { writer } = reader;
    const { fromMs, toMs } = writer.unread;
    // Without the proof no lower bound is asked for: the pages below it would come all the same, empty and without end.
    const filters = windowFilters({ fromMs: this.filtersFirst === true ? fromMs : null, toMs });
    await readPages(this.run, { state: 'History', filters }, async (page) => {
      this.pages += 1;
      this.fullPage = Math.max(this.fullPage, page.sessions.length);
      if (this.failure !== null) return false;
      const records = recordsOf(this.run, 'History', page);
      const starts = records.flatMap(({ startMs }) => startMs ?? []);
      const isAsAskedFor = starts.every((ms) => ms < (toMs ?? Infinity));
      if (this.filtersFirst === null && toMs !== null) this.judge(reader, page, isAsAskedFor);
      if (reader.isGivenBack) return false;
      await writer.add(records);
      reader.pageMs = (starts[0] ?? 0) - (starts.at(-1) ?? 0);
      reader.isDone = !page.hasNext || writer.isPassed;
      if (!reader.isDone) this.startReaders();
      return !reader.isDone;
    });
  }

  /** What the first page that was asked for with a filter tells: full, or the last one, and all of it as asked for. */
  private judge(reader: Reader, page: Page, isAsAskedFor: boolean): void {
    if (page.sessions.length === 0 && !page.hasNext) return;
    this.filtersFirst = isAsAskedFor && (page.sessions.length >= this.fullPage || !page.hasNext);
    const { owner, window } = reader;
    if (this.filtersFirst || owner === null || owner.isDone || owner.writer.isPassed) return;
    owner.writer.moveFloor(window.fromMs);
    reader.isGivenBack = true;
  }
}
