// A sink that keeps objects in memory and reads them back, for tests of what the scans write.
import { gunzipSync } from 'node:zlib';
import type { LineObject } from '../../../lambda/store/line-object';
import type { SessionRecord } from '../../../lambda/records/record';
import type { HistorySink } from '../../../lambda/records/open-objects';

export class MemorySink implements HistorySink {
  readonly snapshotMs: number;
  readonly lookedFor = new Map<string, unknown>();
  /** `yyyy-MM-dd/part` and the ids in the object, in the order of writing. */
  readonly objects: { day: string; part: string; ids: string[] }[] = [];

  constructor(snapshotMs: number) {
    this.snapshotMs = snapshotMs;
  }

  async writeHistory(dayMs: number, part: string, object: LineObject): Promise<void> {
    const ids = gunzipSync(await object.finish())
      .toString()
      .split('\n')
      .slice(0, -1);
    expect(ids).toHaveLength(object.records);
    this.objects.push({ day: new Date(dayMs).toISOString().slice(0, 10), part, ids });
  }
}

/** A record whose line is its id. */
export function recordOf(sessionId: string, startMs: number | null): SessionRecord {
  return { sessionId, startMs, line: `${sessionId}\n` };
}
