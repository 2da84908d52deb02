// The two scans of a snapshot. Each returns when every page has been read and every record is stored, or throws.
import { ACTIVE } from './keys';
import { DayObjects } from './line-object';
import { toRecords, type Run } from './run';
import { readAgainIfExpired, readPages } from './scan';
import { WindowWriter, type ObjectSink } from './window-writer';
import type { Window } from './windows';

/** Reads all Active sessions into one object a start day. Returns the number of pages. */
export async function scanActive(run: Run, sink: ObjectSink): Promise<number> {
  let pages = 0;
  await readAgainIfExpired(async () => {
    const days = new DayObjects(sink.lookedFor);
    for await (const page of readPages(run.describeSessions, run.clock, { state: 'Active', filters: [] })) {
      pages += 1;
      for (const record of toRecords(run, 'Active', page)) days.of(record.startMs ?? run.snapshot.ms).add(record);
      await days.flush();
    }
    for (const [day, object] of days.take()) await sink.write(day, ACTIVE, object);
  });
  return pages;
}

/** Reads all of History. Returns the number of pages and the windows that the stored objects and the gaps between them cover. */
export async function scanHistory(run: Run, sink: ObjectSink): Promise<{ pages: number; windows: readonly Window[] }> {
  const writer = new WindowWriter({ fromMs: null, toMs: null }, sink);
  let pages = 0;
  await readAgainIfExpired(async (again) => {
    const filters = again ? writer.restart() : [];
    for await (const page of readPages(run.describeSessions, run.clock, { state: 'History', filters })) {
      pages += 1;
      await writer.add(toRecords(run, 'History', page));
    }
  });
  await writer.finish();
  return { pages, windows: writer.closed };
}
