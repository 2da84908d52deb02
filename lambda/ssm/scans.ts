// The three scans of a snapshot. Each stores every record before it returns; if it did not see all pages, it throws.
import { oldestFirst } from '../missing';
import { readAgainIfExpired } from '../read-again';
import type { HistorySink } from '../records/open-objects';
import type { Window } from '../records/windows';
import { recordsOf } from '../run';
import { LOOKUP } from '../store/keys';
import { DayObjects, LineObject } from '../store/line-object';
import type { MissingSession } from '../store/manifest';
import { parseTimestamp } from '../time';
import { HistoryScan } from './history-scan';
import { readPages, type SsmRun } from './pages';
import { SSM } from './ssm-columns';

/** Each look-up costs a call. The other missing sessions wait for a later run. */
const MAX_LOOKUPS = 50;

/** Longest value that DescribeSessions takes in a filter. */
const MAX_FILTER_LENGTH = 400;

interface ActiveSink extends Pick<HistorySink, 'lookedFor'> {
  writeActive(object: LineObject): Promise<void>;
}

/** Reads all Active sessions into one object; no object if none is open. Returns the number of pages. */
export async function scanActive(run: SsmRun, sink: ActiveSink): Promise<number> {
  let pages = 0;
  await readAgainIfExpired(async () => {
    const object = new LineObject(sink.lookedFor);
    await readPages(run, { state: 'Active', filters: [] }, async (page) => {
      pages += 1;
      for (const record of recordsOf(run, SSM, 'Active', page)) object.add(record);
      await object.flush();
      return true;
    });
    if (object.records > 0) await sink.writeActive(object);
  });
  return pages;
}

/** Reads these gaps of History, newest first. Returns the number of pages, and the windows that were written or proved empty. */
export async function scanHistory(run: SsmRun, sink: HistorySink, gaps: readonly Window[], maxConcurrency: number) {
  const scan = new HistoryScan(run, sink, gaps, maxConcurrency);
  await scan.readAll();
  return { pages: scan.pages, windows: scan.closed };
}

/**
 * Asks by id for missing sessions that started before the watermark: the scan of History did not reach them. A look-up reads one
 * page. If that page is empty and has a token, SSM filters after it cuts pages: each look-up would have to read all of History, so
 * there are no more.
 */
export async function lookUp(
  run: SsmRun,
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
      for (const record of recordsOf(run, SSM, 'History', page)) {
        if (record.sessionId === id) days.of(record.startMs ?? run.snapshot.ms).add(record);
      }
      answer.isUseless = page.sessions.length === 0 && page.hasNext;
      return false;
    });
  }
  for (const [day, object] of days.take()) await sink.writeHistory(day, LOOKUP, object);
  return pages;
}
