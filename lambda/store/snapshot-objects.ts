// The objects that one snapshot's manifest will name: written by this run, or by an earlier attempt at the same snapshot.
import { RECORDS_METADATA, type Scope } from '../../lib/contract';
import type { Archive } from './archive';
import { ArchiveFailed } from '../errors';
import { activeKey, historyKey, parseRecordsKey, type RecordsKind, type SnapshotName } from './keys';
import type { LineObject } from './line-object';
import type { MissingSession } from './manifest';
import { hash, readObject } from './stored';
import type { HistorySink } from '../records/open-objects';

interface StoredObject {
  readonly kind: RecordsKind;
  readonly records: number;
  readonly unidentified: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly maxStartMs: number | null;
  /** When the first of its records was read, or earlier. */
  readonly readFromMs: number;
}

export class SnapshotObjects implements HistorySink {
  private readonly byKey = new Map<string, StoredObject>();
  private readonly missing: Map<string, MissingSession>;

  /**
   * @param expected the sessions that the previous snapshot saw open or missed, by id
   * @param startedMs when this run began, before it read any session
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

  /** The expected sessions that no stored object holds yet. */
  stillMissing(): MissingSession[] {
    return [...this.missing.values()];
  }

  writeHistory(dayMs: number, part: string, object: LineObject): Promise<void> {
    return this.write(historyKey(this.scope, dayMs, this.snapshot.id, part), object);
  }

  writeActive(object: LineObject): Promise<void> {
    return this.write(activeKey(this.scope, this.snapshot.id), object);
  }

  /** Takes over an object of an earlier attempt. Reads it: what it holds may differ from what this run has read. */
  async adopt(key: string): Promise<void> {
    if (this.byKey.has(key)) return;
    const { ids, readFromMs, ...found } = await readObject(key, await this.archive.read(key));
    this.register(key, { ...found, readFromMs: Math.min(readFromMs, this.startedMs) }, ids);
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
   * The latest start time stored, but no later than the moment at which the first object was read. Sessions that started since may be
   * in no object. And a start in the future would make the next scan stop before it reaches the sessions that started before that time.
   */
  maxStartMs(): number | null {
    const starts = this.objects().flatMap(({ maxStartMs }) => maxStartMs ?? []);
    if (starts.length === 0) return null;
    return Math.min(Math.max(...starts), ...this.objects().map(({ readFromMs }) => readFromMs));
  }

  /** Stores an object. If an earlier attempt has stored one under the same key, that one counts. */
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
