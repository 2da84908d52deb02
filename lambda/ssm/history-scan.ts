// Reads History with several readers. Each reads one window, newest first. An idle reader takes over the older half of the largest
// window; the reader that gives up the half keeps its token and stops at the middle.
import { readAgainIfExpired } from '../read-again';
import type { HistorySink } from '../records/open-objects';
import { WindowWriter } from '../records/window-writer';
import type { Window } from '../records/windows';
import { recordsOf } from '../run';
import { DAY_MS } from '../time';
import { readPages, windowFilters, type Page, type SsmRun } from './pages';
import { largestHalf, type Reader } from './readers';
import { SSM } from './ssm-columns';

/** One reader is fast enough for this many pages, and a second one would only cost calls. */
const FEW_PAGES = 4;

/** SSM shows no session that ended more than 30 days ago, so hardly any session that started before this. */
const REACH_DAYS = 31;

export class HistoryScan {
  /** DescribeSessions calls answered. */
  pages = 0;
  /** The windows that were written or proved empty. Together they cover the gaps. */
  readonly closed: Window[] = [];
  private readonly readers = new Set<Reader>();
  /** Whether SSM filters before it cuts pages; null until known. If it filters after, each further reader would read all pages. */
  private filtersFirst: boolean | null = null;
  /** Sessions in the largest page so far: SSM may send fewer than it was asked for. */
  private fullPage = 1;
  private failure: unknown = null;
  private whenDone: () => void = () => undefined;
  private readonly gaps: Window[];
  private readonly oldestMs: number;

  /**
   * @param gaps the windows to read, newest first
   * @param maxConcurrency readers at the same time
   */
  constructor(
    private readonly run: SsmRun,
    private readonly sink: HistorySink,
    gaps: readonly Window[],
    private readonly maxConcurrency: number,
  ) {
    this.gaps = [...gaps];
    this.oldestMs = run.snapshot.ms - REACH_DAYS * DAY_MS;
  }

  /** Reads all gaps. Throws the first failure, once every reader has stored the windows that it had read completely. */
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
    // Until it is known how SSM filters, one probe at a time, and none for a short scan.
    return this.filtersFirst === false || this.pages < FEW_PAGES ? 1 : Math.min(2, this.maxConcurrency);
  }

  private nextReader(): Reader | null {
    const gap = this.gaps.shift();
    if (gap) return this.newReader(gap, null);
    const half = largestHalf(this.readers, this.oldestMs);
    if (half === null) return null;
    half.owner.writer.moveFloor(half.window.toMs);
    return this.newReader(half.window, half.owner);
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
      // Report the first failure, not this one: a later attempt reads again what S3 refuses now.
      await writer.breakOff().catch(() => undefined);
    }
    this.closed.push(...writer.closed);
  }

  private async readPagesOf(reader: Reader): Promise<void> {
    const { writer } = reader;
    const { fromMs, toMs } = writer.unread;
    // A lower bound only if SSM filters first. Otherwise it also sends the pages below the bound, as empty ones.
    const filters = windowFilters({ fromMs: this.filtersFirst === true ? fromMs : null, toMs });
    await readPages(this.run, { state: 'History', filters }, async (page) => {
      this.pages += 1;
      this.fullPage = Math.max(this.fullPage, page.sessions.length);
      if (this.failure !== null) return false;
      const records = recordsOf(this.run, SSM, 'History', page);
      const starts = records.flatMap(({ startMs }) => startMs ?? []);
      const areInWindow = starts.every((ms) => ms < (toMs ?? Infinity));
      if (this.filtersFirst === null && toMs !== null) this.learnFrom(page, areInWindow, reader);
      if (reader.isGivenBack) return false;
      await writer.add(records);
      reader.pageMs = (starts[0] ?? 0) - (starts.at(-1) ?? 0);
      reader.isDone = !page.hasNext || writer.isPassed;
      if (!reader.isDone) this.startReaders();
      return !reader.isDone;
    });
  }

  /** The first filtered page shows how SSM filters: before it cuts pages if the page is full, or the last one, and holds its window alone. */
  private learnFrom(page: Page, areInWindow: boolean, reader: Reader): void {
    if (page.sessions.length === 0 && !page.hasNext) return;
    this.filtersFirst = areInWindow && (page.sessions.length >= this.fullPage || !page.hasNext);
    const { owner, window } = reader;
    if (this.filtersFirst || owner === null || owner.isDone || owner.writer.isPassed) return;
    owner.writer.moveFloor(window.fromMs);
    reader.isGivenBack = true;
  }
}
