// Verifies one scope: the chain of its manifests, then every object of records against the manifest that vouches for it.
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

/** Manifests read at a time. */
const CONCURRENCY = 8;

export interface ScopeSummary extends Scope {
  readonly snapshots: number;
  readonly firstSnapshotId: string | null;
  readonly lastSnapshotId: string | null;
  readonly objects: number;
  readonly records: number;
  readonly bytes: number;
  /** The hash of the newest manifest. Who notes it elsewhere can tell later whether the chain up to it is still the same. */
  readonly head: { readonly snapshotId: string; readonly sha256: string } | null;
}

export interface Verification {
  readonly store: Store;
  readonly selection: Selection;
  /** Trust the checksums that S3 keeps. */
  readonly quick: boolean;
  /** Reads an object; `concurrency` of them at a time. */
  readonly checkObject: (object: ObjectToCheck) => Promise<CheckedObject>;
  readonly concurrency: number;
  readonly onFinding: (finding: Finding) => void;
  /** Bytes of objects that are to be looked at, and those that have been. */
  readonly onProgress: (progress: { readonly expected?: number; readonly done?: number }) => void;
}

export interface VerifiedScope {
  readonly summary: ScopeSummary;
  /** The days of the objects that are in the period, as folders: `start_date=yyyy-MM-dd`, `snapshot_date=yyyy-MM-dd`. */
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

/** That there is no snapshot is no sign of a change, unless records lie there that no manifest was ever about. */
function absence(scope: Scope, { before, after }: Ledger, hasObjects: boolean): Finding {
  const prefix = scopePrefix(MANIFESTS_PREFIX, scope);
  const neighbours = [before && `the last one before it is ${before}`, after && `the first one after it is ${after}`];
  const known = neighbours.filter((neighbour) => neighbour !== null).join(', ');
  if (known !== '') return finding('no-snapshot', prefix, `It has no snapshot of the period: ${known}.`);
  return hasObjects
    ? finding('no-manifest', prefix, 'There is none.')
    : finding('no-snapshot', prefix, 'It has no snapshot at all.');
}

interface Ledger {
  readonly expected: Map<string, ExpectedObject>;
  readonly summary: Pick<ScopeSummary, 'snapshots' | 'firstSnapshotId' | 'lastSnapshotId' | 'head'>;
  /** The snapshots next to the period. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What the snapshots around an empty period tell of it: that one is gone, or that SSM has forgotten what was in it. */
const OF_EMPTY_PERIODS: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'manifest-missing',
  'memory-gap',
  'pushed-out',
]);

/** Follows the chain. Beyond a period's ends one manifest more is read: the hashes of the period's own hang together with them. */
async function verifyLedger({ store, selection, onFinding }: Verification, scope: Scope): Promise<Ledger> {
  const ids: string[] = [];
  for await (const object of store.list(scopePrefix(MANIFESTS_PREFIX, scope))) {
    const id = snapshotOf(object.key);
    if (object.key === manifestKey(scope, id)) ids.push(id);
    else onFinding(foreign(store, object, 'It lies among the manifests and is none.'));
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

/** In the order of the ids, several at a time. */
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
  if (lost > 0)
    found.push(finding('unresolved-session', key, `It gives ${lost} sessions up that were once seen open.`));
  const faded = manifest.faded.length;
  if (faded > 0)
    found.push(finding('faded-session', key, `It drops ${faded} sessions that were open for some 30 days.`));
  return found;
}

/** Returns the number of records in the objects that manifests vouch for, and the days of all that are in the period. */
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
        onFinding(foreign(store, stored, 'It lies among the records and is not named as the reporter names objects.'));
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
  for (const key of missing) onFinding(finding('object-missing', key, 'A manifest lists it, and it is not there.'));
  return { records, days };
}

async function* listRecords(store: Store, scope: Scope): AsyncGenerator<StoredObject> {
  for (const prefix of [HISTORY_PREFIX, ACTIVE_PREFIX] as const) yield* store.list(scopePrefix(prefix, scope));
}

/** The snapshot that an object of the scope belongs to; null if its key is not one of the reporter's. */
function snapshotOfObject(key: string, scope: Scope): string | null {
  const parsed = parseRecordsKey(key);
  if (!parsed) return null;
  const isInPlace =
    parsed.kind === 'active'
      ? key === activeKey(scope, parsed.snapshotId)
      : /^start_date=\d{4}-\d\d-\d\d\/[^/]+$/.test(key.slice(scopePrefix(HISTORY_PREFIX, scope).length));
  return isInPlace ? parsed.snapshotId : null;
}

/** Nothing that could be read in it would tell more. */
function ofOtherSize({ key, bytes }: StoredObject, expected: ExpectedObject): CheckedObject {
  const what = `It has ${bytes} bytes; its manifest says ${expected.bytes}.`;
  return { records: 0, findings: [finding('object-changed', key, what)] };
}
