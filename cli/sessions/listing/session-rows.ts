// Chooses one record for each session by the same rule as the views.
import type { Scope } from '../../../lib/contract';
import type { RecordsObject } from './objects';
import type { Place } from './order';
import { readLines } from './lines';
import type { SessionRecord } from './record';
import type { Selection } from './selection';
import type { WireSession } from '../aws/wire';

export interface Row extends Place {
  readonly session: WireSession;
}

interface Candidate {
  readonly record: SessionRecord;
  readonly key: string;
}

/**
 * Callers add History's objects newest snapshot first, so the first record of a session counts and later ones need no parsing. Only
 * records of the same snapshot have to be compared.
 */
export class SessionRows {
  /** The number of records without a SessionId, which cannot be rows. */
  unidentified = 0;
  readonly rows: Row[] = [];
  /** The ids of all sessions seen so far, matching or not, by scope and day. */
  private readonly settled = new Map<string, Set<string>>();
  private readonly candidates = new Map<string, Map<string, Candidate>>();
  private snapshotId: string | null = null;

  /**
   * @param wanted the SessionIds to keep; null for all
   * @param toSession converts a matching record into what to keep
   */
  constructor(
    private readonly selection: Selection,
    private readonly wanted: ReadonlySet<string> | null,
    private readonly toSession: (record: SessionRecord, scope: Scope) => WireSession,
  ) {}

  add(object: RecordsObject, content: Buffer): void {
    if (object.snapshotId !== this.snapshotId) {
      if (this.snapshotId !== null && object.snapshotId > this.snapshotId)
        throw new Error(`${object.key} came after an object of an earlier snapshot.`);
      this.settle();
      this.snapshotId = object.snapshotId;
    }
    const settled = this.idsOf(object, object.day);
    const { wanted } = this;
    const skips = (id: string) => settled.has(id) || wanted?.has(id) === false;
    readLines(object.key, content, skips, (record) => {
      this.consider(record, object, object.day);
    });
  }

  /** Returns the rows that no further object can change. */
  settle(): void {
    for (const [partition, byId] of this.candidates) {
      const [accountId = '', region = '', day = ''] = partition.split('/');
      for (const [id, { record }] of byId) this.take(record, { accountId, region }, day, id);
    }
    this.candidates.clear();
  }

  /** Returns open sessions that History does not have. Add all of History first. */
  addActive(object: RecordsObject, content: Buffer): void {
    this.settle();
    const skips = (id: string) => this.wanted?.has(id) === false;
    readLines(object.key, content, skips, (record) => {
      this.consider(record, object, String(record.start_date));
    });
    this.settle();
  }

  has(scope: Scope, startTime: string | null, sessionId: string): boolean {
    return this.idsOf(scope, startTime?.slice(0, 10) ?? '').has(sessionId);
  }

  private consider(record: SessionRecord, object: RecordsObject, filedUnder: string): void {
    const id = record.session_id ?? null;
    if (id === null) {
      this.unidentified += 1;
      return;
    }
    // A session without a start time has no fixed day: each full scan stores it under another.
    const day = record.start_time == null ? '' : filedUnder;
    if (this.idsOf(object, day).has(id)) return;
    const partition = partitionOf(object, day);
    let byId = this.candidates.get(partition);
    if (!byId) this.candidates.set(partition, (byId = new Map<string, Candidate>()));
    const candidate = { record, key: object.key };
    const other = byId.get(id);
    if (!other || comesBefore(candidate, other)) byId.set(id, candidate);
  }

  private take(record: SessionRecord, scope: Scope, day: string, sessionId: string): void {
    this.idsOf(scope, day).add(sessionId);
    if (!this.selection.matches(record)) return;
    const { accountId, region } = scope;
    this.rows.push({
      accountId,
      region,
      startTime: record.start_time ?? null,
      sessionId,
      session: this.toSession(record, scope),
    });
  }

  private idsOf(scope: Scope, day: string): Set<string> {
    const partition = partitionOf(scope, day);
    let ids = this.settled.get(partition);
    if (!ids) this.settled.set(partition, (ids = new Set()));
    return ids;
  }
}

function partitionOf({ accountId, region }: Scope, day: string): string {
  return `${accountId}/${region}/${day}`;
}

/** The views' order of two records with the same state and snapshot. */
function comesBefore(a: Candidate, b: Candidate): boolean {
  const rank = ({ record, key }: Candidate) => [
    record.snapshot_time ?? '',
    record.observed_time ?? '',
    record.end_time ?? '',
    key,
  ];
  const [left, right] = [rank(a), rank(b)];
  const differs = left.findIndex((value, i) => value !== right[i]);
  return differs >= 0 && (left[differs] ?? '') > (right[differs] ?? '');
}
