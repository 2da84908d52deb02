// Verifies one scope: the chain of its manifests, then every object of records against its manifest.
import { Readable } from 'node:stream';
import { ACTIVE_PREFIX, HISTORY_PREFIX, MANIFESTS_PREFIX, scopePrefix, type Scope } from '../../lib/contract';
import { activeKey, manifestKey, parseRecordsKey } from '../../lambda/store/keys';
import { hash } from '../../lambda/store/stored';
import { Chain, snapshotOf, type Link } from './chain';
import { finding, type Finding, type FindingCode } from './findings';
import { foreign } from './foreign';
import { contradictionsOf, readManifest } from './manifest-form';
import { checkStoredChecksum, type CheckedObject, type ExpectedObject, type ObjectToCheck } from './check-object';
import { includesSnapshot, isAfter, isBefore, type Selection } from './selection';
import type { Store, StoredObject } from '../stores/store';

/** Manifests read concurrently. */
const CONCURRENCY = 8;

export interface ScopeSummary extends Scope {
  readonly snapshots: number;
  readonly firstSnapshotId: string | null;
  readonly lastSnapshotId: string | null;
  readonly objects: number;
  readonly records: number;
  readonly bytes: number;
  /** The hash of the newest manifest. Noted elsewhere, it shows later whether the chain up to it has changed. */
  readonly head: { readonly snapshotId: string; readonly sha256: string } | null;
}

export interface Verification {
  readonly store: Store;
  readonly selection: Selection;
  /** Trust the checksums that S3 stores. */
  readonly quick: boolean;
  /** Checks an object; `concurrency` of them at a time. */
  readonly checkObject: (object: ObjectToCheck) => Promise<CheckedObject>;
  readonly concurrency: number;
  readonly onFinding: (finding: Finding) => void;
  /** Bytes of the objects to check, then of each checked object. */
  readonly onProgress: (progress: { readonly expected?: number; readonly done?: number }) => void;
}

export interface VerifiedScope {
  readonly summary: ScopeSummary;
  /** The day folders of the objects in the period: `start_date=yyyy-MM-dd`, `snapshot_date=yyyy-MM-dd`. */
  readonly days: ReadonlySet<string>;
}

export async function verifyScope(verification: Verification, scope: Scope): Promise<VerifiedScope> {
  const { onFinding, onProgress } = verification;
  const ledger = await verifyLedger(verification, scope);
  const bytes = [...ledger.expected.values()].reduce((sum, object) => sum + object.bytes, 0);
  onProgress({ expected: bytes });
  const { records, days } = await verifyObjects(verification, scope, ledger.expected);
  if (ledger.summary.snapshots === 0) onFinding(absence(scope, ledger, days.size > 0));
  return { summary: { ...scope, ...ledger.summary, objects: ledger.expected.size, records, bytes }, days };
}

/** A scope without a snapshot shows no sign of a change, unless it has records that no manifest ever listed. */
function absence(scope: Scope, { before, after }: Ledger, hasObjects: boolean): Finding {
  const prefix = scopePrefix(MANIFESTS_PREFIX, scope);
  const neighbours = [before && `the last one before it is ${before}`, after && `the first one after it is ${after}`];
  const known = neighbours.filter((neighbour) => neighbour !== null).join(', ');
  if (known !== '') return finding('no-snapshot', prefix, `It has no snapshot in the period: ${known}.`);
  return hasObjects
    ? finding('no-manifest', prefix, 'There is none.')
    : finding('no-snapshot', prefix, 'It has no snapshot at all.');
}

interface Ledger {
  readonly expected: Map<string, ExpectedObject>;
  readonly summary: Pick<ScopeSummary, 'snapshots' | 'firstSnapshotId' | 'lastSnapshotId' | 'head'>;
  /** The snapshots just before and after the period. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Checks the snapshots around an empty period: one may be missing, or SSM may have forgotten sessions in the gap. */
const OF_EMPTY_PERIODS: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'manifest-missing',
  'memory-gap',
  'pushed-out',
]);

/** Follows the chain. Also reads one manifest before and one after the period, because their hashes prove the period's own. */
async function verifyLedger({ store, selection, onFinding }: Verification, scope: Scope): Promise<Ledger> {
  const ids: string[] = [];
  for await (const object of store.list(scopePrefix(MANIFESTS_PREFIX, scope))) {
    const id = snapshotOf(object.key);
    if (object.key === manifestKey(scope, id)) ids.push(id);
    else onFinding(foreign(store, object, 'It is among the manifests but is not one.'));
  }
  const isSelected = (id: string) => includesSnapshot(selection, id);
  const before = ids.filter((id) => isBefore(selection, id)).slice(-1);
  const inside = ids.filter(isSelected);
  const after = ids.filter((id) => isAfter(selection, id)).slice(0, 1);

  const expected = new Map<string, ExpectedObject>();
  let head: Link | null = null as Link | null;
  const chain = new Chain(selection);
  const isEmpty = inside.length === 0;
  for await (const link of readLinks(store, scope, [...before, ...inside, ...after])) {
    const found = chain.add(link);
    found.filter(({ code }) => !isEmpty || OF_EMPTY_PERIODS.has(code)).forEach(onFinding);
    if (!isSelected(link.snapshotId)) continue;
    head = link;
    inspect(link).forEach(onFinding);
    if (typeof link.manifest === 'object') for (const object of link.manifest.objects) expected.set(object.key, object);
  }
  return {
    expected,
    summary: {
      snapshots: inside.length,
      firstSnapshotId: inside[0] ?? null,
      lastSnapshotId: inside.at(-1) ?? null,
      head: head && { snapshotId: head.snapshotId, sha256: head.sha256 },
    },
    before: before[0] ?? null,
    after: after[0] ?? null,
  };
}

/** Reads several at a time, and yields them in the order of the ids. */
function readLinks(store: Store, scope: Scope, ids: readonly string[]): AsyncIterable<Link> {
  return Readable.from(ids).map(
    async (snapshotId: string): Promise<Link> => {
      const key = manifestKey(scope, snapshotId);
      const bytes = await store.readAll(key);
      return { key, snapshotId, sha256: hash(bytes), manifest: readManifest(bytes) };
    },
    { concurrency: CONCURRENCY },
  ) as AsyncIterable<Link>;
}

function inspect({ key, manifest }: Link): Finding[] {
  if (typeof manifest === 'string') return [finding('manifest-unreadable', key, `It ${manifest}.`)];
  const found = contradictionsOf(key, manifest).map((problem) =>
    finding('manifest-inconsistent', key, `It ${problem}.`),
  );
  const lost = manifest.unresolved.length;
  if (lost > 0) found.push(finding('unresolved-session', key, `It gives up ${lost} sessions that were once open.`));
  const faded = manifest.faded.length;
  if (faded > 0)
    found.push(finding('faded-session', key, `It drops ${faded} sessions that were open for about 30 days.`));
  return found;
}

/** Returns the number of records in the objects that manifests list, and the days of all objects in the period. */
async function verifyObjects(
  { store, selection, quick, checkObject, concurrency, onFinding, onProgress }: Verification,
  scope: Scope,
  expected: ReadonlyMap<string, ExpectedObject>,
): Promise<{ records: number; days: Set<string> }> {
  const missing = new Set(expected.keys());
  const days = new Set<string>();
  let records = 0;
  await Readable.from(listRecords(store, scope)).forEach(
    async (stored: StoredObject) => {
      const snapshotId = snapshotOfObject(stored.key, scope);
      if (snapshotId === null) {
        onFinding(foreign(store, stored, 'It is among the records, but its name is not one that the reporter uses.'));
        return;
      }
      if (!includesSnapshot(selection, snapshotId)) return;
      missing.delete(stored.key);
      days.add(stored.key.split('/').at(-2) ?? '');
      const object = expected.get(stored.key) ?? null;
      if (!object) onFinding(finding('leftover-object', stored.key, 'No manifest lists it.'));
      const checksum = quick && object ? store.checksum : null;
      const checked =
        object && stored.bytes !== object.bytes
          ? ofOtherSize(stored, object)
          : await (checksum && object
              ? checkStoredChecksum(checksum, object)
              : checkObject({ stored, expected: object }));
      checked.findings.forEach(onFinding);
      if (object) {
        records += checked.records;
        onProgress({ done: object.bytes });
      }
    },
    { concurrency },
  );
  for (const key of missing) onFinding(finding('object-missing', key, 'A manifest lists it, but it is missing.'));
  return { records, days };
}

async function* listRecords(store: Store, scope: Scope): AsyncGenerator<StoredObject> {
  for (const prefix of [HISTORY_PREFIX, ACTIVE_PREFIX] as const) yield* store.list(scopePrefix(prefix, scope));
}

/** The snapshot of an object of the scope; null if the reporter does not use such a key. */
function snapshotOfObject(key: string, scope: Scope): string | null {
  const parsed = parseRecordsKey(key);
  if (!parsed) return null;
  const isInPlace =
    parsed.kind === 'active'
      ? key === activeKey(scope, parsed.snapshotId)
      : /^start_date=\d{4}-\d\d-\d\d\/[^/]+$/.test(key.slice(scopePrefix(HISTORY_PREFIX, scope).length));
  return isInPlace ? parsed.snapshotId : null;
}

/** A different size proves the change; reading the object would add nothing. */
function ofOtherSize({ key, bytes }: StoredObject, expected: ExpectedObject): CheckedObject {
  const what = `It has ${bytes} bytes; its manifest says ${expected.bytes}.`;
  return { records: 0, findings: [finding('object-changed', key, what)] };
}
