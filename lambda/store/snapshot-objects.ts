// The objects of records that one snapshot relies on: written by this run, or by an earlier attempt at the same snapshot.
import { RECORDS_METADATA, type Scope } from '../../lib/contract';
import type { Archive } from './archive';
import { ArchiveFailed } from '../errors';
import { activeKey, historyKey, parseRecordsKey, type RecordsKind, type SnapshotName } from './keys';
import type { LineObject } from './line-object';
import type { MissingSession } from './manifest';
import { hash, readSessions } from './stored';
import { parseTimestamp } from '../time';
import type { HistorySink } from '../scan/window-writer';

interface StoredObject {
  readonly kind: RecordsKind;
  readonly records: number;
  readonly unidentified: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly maxStartMs: number | null;
  /** Nothing in it was read earlier. */
  readonly readFromMs: number;
}

export class SnapshotObjects implements HistorySink {
  private readonly byKey = new Map<string, StoredObject>();
  private readonly missing: Map<string, MissingSession>;

  /**
   * @param expected sessions whose whereabouts the snapshot wants to know, by id
   * @param startedMs when this run began, before it read anything
   */
  constructor(
    private readonly archive: Archive,
    private readonly scope: Scope,
    private readonly snapshot: SnapshotName,
    expected: ReadonlyMap<string, MissingSession>,
    private readonly startedMs: number,
  ) {
    this.missing = new Map(expected);
  }

  get snapshotMs(): number {
    return this.snapshot.ms;
  }

  get lookedFor(): ReadonlyMap<string, unknown> {
    return this.missing;
  }

  /** The sessions expected that no object stored so far holds. */
  stillMissing(): MissingSession[] {
    return [...this.missing.values()];
  }

  writeHistory(dayMs: number, part: string, object: LineObject): Promise<void> {
    return this.write(historyKey(this.scope, dayMs, this.snapshot.id, part), object);
  }

  writeActive(object: LineObject): Promise<void> {
    return this.write(activeKey(this.scope, this.snapshot.id), object);
  }

  /** Relies on an object of an earlier attempt for what it really holds. */
  async adopt(key: string): Promise<void> {
    if (this.byKey.has(key)) return;
    const body = await this.archive.read(key);
    const sessions = await readSessions(key, body);
    const starts = sessions.flatMap(({ start_time: start }) => (start === null ? [] : [parseTimestamp(start)]));
    const ids = sessions.flatMap(({ session_id: id }) => (id === null ? [] : [id]));
    const found = {
      records: sessions.length,
      unidentified: sessions.length - ids.length,
      bytes: body.length,
      sha256: hash(body),
      maxStartMs: starts.reduce<number | null>((a, b) => Math.max(a ?? 0, b), null),
      readFromMs: sessions.reduce((a, b) => Math.min(a, parseTimestamp(b.observed_time)), this.startedMs),
    };
    this.register(key, found, ids);
  }

  /** For the manifest: every object, by key. */
  list(): { key: string; records: number; bytes: number; sha256: string }[] {
    return [...this.byKey]
      .map(([key, { records, bytes, sha256 }]) => ({ key, records, bytes, sha256 }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  countRecords(kind: RecordsKind): number {
    return this.objects().reduce((sum, object) => sum + (object.kind === kind ? object.records : 0), 0);
  }

  countUnidentified(): number {
    return this.objects().reduce((sum, { unidentified }) => sum + unidentified, 0);
  }

  /**
   * The greatest start time stored, but no later than when the first object was read: what has begun since may be in none of them, and a
   * time that lies in the future would keep the next scan from reading down to what began before it.
   */
  maxStartMs(): number | null {
    const starts = this.objects().flatMap(({ maxStartMs }) => maxStartMs ?? []);
    if (starts.length === 0) return null;
    return Math.min(Math.max(...starts), ...this.objects().map(({ readFromMs }) => readFromMs));
  }

  /** Stores an object, unless an earlier attempt has stored one under its key: then that one counts. */
  private async write(key: string, object: LineObject): Promise<void> {
    const body = await object.finish();
    const sha256 = hash(body);
    const metadata = { [RECORDS_METADATA]: String(object.records) };
    if (await this.archive.create({ key, body, sha256, contentType: 'application/gzip', metadata })) {
      const { records, unidentified, maxStartMs, foundIds } = object;
      this.register(
        key,
        { records, unidentified, bytes: body.length, sha256, maxStartMs, readFromMs: this.startedMs },
        foundIds,
      );
    } else {
      await this.adopt(key);
    }
  }

  private objects(): StoredObject[] {
    return [...this.byKey.values()];
  }

  private register(key: string, object: Omit<StoredObject, 'kind'>, ids: readonly string[]): void {
    const parsed = parseRecordsKey(key);
    if (!parsed) throw new ArchiveFailed(`${key} is not named as the reporter names objects of records.`);
    this.byKey.set(key, { ...object, kind: parsed.kind });
    for (const id of ids) this.missing.delete(id);
  }
}
