// The scans of a snapshot. Each returns when all it is about has been read and every record is stored, or throws.
import { HistoryScan } from './history-scan';
import { LOOKUP } from '../store/keys';
import { DayObjects, LineObject } from '../store/line-object';
import type { MissingSession } from '../store/manifest';
import { oldestFirst } from '../missing';
import { recordsOf, type ScanRun } from '../run';
import { readAgainIfExpired, readPages } from './pages';
import { parseTimestamp } from '../time';
import type { HistorySink } from './window-writer';
import type { Window } from './windows';

/** A page of look-ups is spent on each: the rest waits for a later run. */
const MAX_LOOKUPS = 50;

/** Longest value that DescribeSessions takes in a filter. */
const MAX_FILTER_LENGTH = 400;

interface ActiveSink extends Pick<HistorySink, 'lookedFor'> {
  writeActive(object: LineObject): Promise<void>;
}

/** Reads all Active sessions into one object, none if nothing is open. Returns the number of pages. */
export async function scanActive(run: ScanRun, sink: ActiveSink): Promise<number> {
  let pages = 0;
  await readAgainIfExpired(async () => {
    const object = new LineObject(sink.lookedFor);
    await readPages(run, { state: 'Active', filters: [] }, async (page) => {
      pages += 1;
      for (const record of recordsOf(run, 'Active', page)) object.add(record);
      await object.flush();
      return true;
    });
    if (object.records > 0) await sink.writeActive(object);
  });
  return pages;
}

/** Reads the gaps, newest first, of History. Returns the number of pages and the windows that were written or proved empty. */
export async function scanHistory(run: ScanRun, sink: HistorySink, gaps: readonly Window[], maxConcurrency: number) {
  const scan = new HistoryScan(run, sink, gaps, maxConcurrency);
  await scan.readAll();
  return { pages: scan.pages, windows: scan.closed };
}

/**
 * Asks by id for sessions that are missing and started before the watermark: the scan of History did not reach them. A look-up
 * is one page; an empty one with a token says that SSM filters after cutting pages, and each would cost all of History.
 */
export async function lookUp(
  run: ScanRun,
  sink: HistorySink,
  missing: Iterable<MissingSession>,
  watermarkMs: number,
): Promise<number> {
  const asked = oldestFirst(missing)
    .filter(({ start_time: start }) => start === null || parseTimestamp(start) < watermarkMs)
    .filter(({ session_id: id }) => id.length <= MAX_FILTER_LENGTH)
    .slice(0, MAX_LOOKUPS);
  const days = new DayObjects(sink.lookedFor);
  let pages = 0;
  const answer = { isUseless: false };
  for (const { session_id: id } of asked) {
    if (answer.isUseless) break;
    await readPages(run, { state: 'History', filters: [{ key: 'SessionId', value: id }] }, (page) => {
      pages += 1;
      for (const record of recordsOf(run, 'History', page)) {
        if (record.sessionId === id) days.of(record.startMs ?? run.snapshot.ms).add(record);
      }
      answer.isUseless = page.sessions.length === 0 && page.hasNext;
      return false;
    });
  }
  for (const [day, object] of days.take()) await sink.writeHistory(day, LOOKUP, object);
  return pages;
}
