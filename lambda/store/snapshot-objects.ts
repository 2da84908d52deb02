// The objects of records that one snapshot relies on: written by this run, or by an earlier attempt at the same snapshot.
import { RECORDS_METADATA, type Scope } from '../../lib/contract';
import type { Archive } from './archive';
import { parseRecordsKey, recordsKey, type RecordsKind, type SnapshotName } from './keys';
import type { LineObject } from './line-object';
import type { MissingSession } from './manifest';
import { hash, readSessions } from './stored';
import { parseTimestamp } from '../time';
import type { ObjectSink } from '../scan/window-writer';

interface StoredObject {
  readonly kind: RecordsKind;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly maxStartMs: number | null;
  readonly fromEarlierAttempt: boolean;
}

export class SnapshotObjects implements ObjectSink {
  private readonly byKey = new Map<string, StoredObject>();

  /** Sessions found in an object that is stored leave `missing`. */
  constructor(
    private readonly archive: Archive,
    private readonly scope: Scope,
    private readonly snapshot: SnapshotName,
    private readonly missing: Map<string, MissingSession>,
  ) {}

  get snapshotMs(): number {
    return this.snapshot.ms;
  }

  get lookedFor(): ReadonlyMap<string, unknown> {
    return this.missing;
  }

  /** Stores an object, unless an earlier attempt has stored one under its key: then that one counts. */
  async write(dayMs: number, part: string, object: LineObject): Promise<void> {
    const key = recordsKey(this.scope, dayMs, this.snapshot.id, part);
    const body = await object.finish();
    const sha256 = hash(body);
    const metadata = { [RECORDS_METADATA]: String(object.records) };
    if (await this.archive.create({ key, body, sha256, contentType: 'application/gzip', metadata })) {
      const { records, maxStartMs, foundIds } = object;
      this.register(key, { records, bytes: body.length, sha256, maxStartMs, fromEarlierAttempt: false }, foundIds);
    } else {
      await this.adopt(key);
    }
  }

  /** Relies on an object of an earlier attempt for what it really holds. */
  async adopt(key: string): Promise<void> {
    if (this.byKey.has(key)) return;
    const body = await this.archive.read(key);
    const sessions = await readSessions(key, body);
    const starts = sessions.flatMap(({ start_time: start }) => (start === null ? [] : [parseTimestamp(start)]));
    const maxStartMs = starts.length > 0 ? starts.reduce((a, b) => Math.max(a, b)) : null;
    const ids = sessions.flatMap(({ session_id: id }) => (id === null ? [] : [id]));
    const found = {
      records: sessions.length,
      bytes: body.length,
      sha256: hash(body),
      maxStartMs,
      fromEarlierAttempt: true,
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

  /**
   * The greatest start time stored. Objects of an earlier attempt are older than the Active sessions that stand beside them:
   * then only History counts, so that the next watermark never passes what is stored.
   */
  maxStartMs(): number | null {
    const historyOnly = this.objects().some(({ fromEarlierAttempt }) => fromEarlierAttempt);
    return this.objects()
      .filter(({ kind }) => kind === 'history' || !historyOnly)
      .reduce<number | null>(
        (max, { maxStartMs }) => (maxStartMs === null ? max : Math.max(maxStartMs, max ?? 0)),
        null,
      );
  }

  private objects(): StoredObject[] {
    return [...this.byKey.values()];
  }

  private register(key: string, object: Omit<StoredObject, 'kind'>, ids: readonly string[]): void {
    const parsed = parseRecordsKey(key);
    if (parsed) this.byKey.set(key, { ...object, kind: parsed.kind });
    for (const id of ids) this.missing.delete(id);
  }
}
