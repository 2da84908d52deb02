// All manifests of one scope, as far as a run needs to know them.
import { manifestsPrefix, type Scope } from '../../lib/contract';
import type { Archive } from './archive';
import { firstKeyOf, manifestKey, parseRecordsKey, type SnapshotName } from './keys';
import { parseManifest, type Manifest } from './manifest';
import { hash, readSessions, type SessionSummary } from './stored';
import { DAY_MS } from '../time';

/** SSM forgets a session after 30 days, so an older manifest says nothing about what it still shows. */
export const LOOK_BACK_DAYS = 31;

export interface Ledger {
  /** This snapshot has its manifest. */
  readonly isPublished: boolean;
  /** A later snapshot has one. */
  readonly isSuperseded: boolean;
  /** Key of the manifest before this one. */
  readonly previousKey: string | null;
}

/** One list call, as long as a scope has no more than 1,000 snapshots in 31 days. */
export async function readLedger(archive: Archive, scope: Scope, snapshot: SnapshotName): Promise<Ledger> {
  const prefix = manifestsPrefix(scope);
  const own = manifestKey(scope, snapshot.id);
  const listed = await archive.list(prefix, firstKeyOf(prefix, 'snapshot_date', snapshot.ms - LOOK_BACK_DAYS * DAY_MS));
  const keys = listed.filter((key) => /\/\d{8}T\d{6}Z\.json$/.test(key));
  return {
    isPublished: keys.includes(own),
    isSuperseded: keys.some((key) => key > own),
    previousKey: keys.filter((key) => key < own).at(-1) ?? null,
  };
}

/** The manifest before this snapshot, and what its Active objects hold. */
export interface PreviousSnapshot {
  readonly key: string;
  readonly sha256: string;
  readonly manifest: Manifest;
  readonly active: readonly SessionSummary[];
}

export async function readPrevious(archive: Archive, key: string): Promise<PreviousSnapshot> {
  const bytes = await archive.read(key);
  const manifest = parseManifest(key, bytes);
  const active: SessionSummary[] = [];
  for (const object of manifest.objects) {
    if (parseRecordsKey(object.key)?.kind === 'active')
      active.push(...(await readSessions(object.key, await archive.read(object.key))));
  }
  return { key, sha256: hash(bytes), manifest, active };
}
