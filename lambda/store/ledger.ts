// All manifests of one scope, as far as a run needs to know them.
import { MANIFESTS_PREFIX, scopePrefix, type Scope } from '../../lib/contract';
import type { Archive } from './archive';
import { activeKey, dayPrefix, manifestKey, type SnapshotName } from './keys';
import { parseManifest, type Manifest } from './manifest';
import { hash, readSessions, type SessionSummary } from './stored';
import { DAY_MS } from '../time';

/** SSM forgets a session after 30 days, so an older manifest says nothing about the sessions it still shows. */
export const LOOK_BACK_DAYS = 31;

export interface Ledger {
  /** This snapshot has a manifest. */
  readonly isPublished: boolean;
  /** A later snapshot has one. */
  readonly isSuperseded: boolean;
  /** Key of the previous manifest. */
  readonly previousKey: string | null;
}

/** Needs one list call, as long as a scope has no more than 1,000 snapshots in 31 days. */
export async function readLedger(
  archive: Pick<Archive, 'list'>,
  scope: Scope,
  snapshot: SnapshotName,
): Promise<Ledger> {
  const own = manifestKey(scope, snapshot.id);
  const listed = await archive.list(
    scopePrefix(MANIFESTS_PREFIX, scope),
    dayPrefix(MANIFESTS_PREFIX, scope, snapshot.ms - LOOK_BACK_DAYS * DAY_MS),
  );
  const keys = listed.filter((key) => /\/\d{8}T\d{6}Z\.json$/.test(key));
  return {
    isPublished: keys.includes(own),
    isSuperseded: keys.some((key) => key > own),
    previousKey: keys.filter((key) => key < own).at(-1) ?? null,
  };
}

/** The previous manifest, and the sessions in its object of Active. */
export interface PreviousSnapshot {
  readonly key: string;
  readonly sha256: string;
  readonly manifest: Manifest;
  readonly active: readonly SessionSummary[];
}

export async function readPrevious(
  archive: Pick<Archive, 'read'>,
  scope: Scope,
  key: string,
): Promise<PreviousSnapshot> {
  const bytes = await archive.read(key);
  const manifest = parseManifest(key, bytes);
  const ofActive = activeKey(scope, manifest.snapshot_id);
  const isThere = manifest.objects.some((object) => object.key === ofActive);
  const active = isThere ? await readSessions(ofActive, await archive.read(ofActive)) : [];
  return { key, sha256: hash(bytes), manifest, active };
}
