// All manifests of one scope, as far as a run needs to know them.
import { manifestsPrefix, type Scope } from '../lib/contract';
import type { Archive } from './archive';
import { firstKeyOf, manifestKey, type SnapshotName } from './keys';

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
  const listed = await archive.list(prefix, firstKeyOf(prefix, 'snapshot_date', snapshot.ms, LOOK_BACK_DAYS));
  const keys = listed.filter((key) => /\/\d{8}T\d{6}Z\.json$/.test(key));
  return {
    isPublished: keys.includes(own),
    isSuperseded: keys.some((key) => key > own),
    previousKey: keys.filter((key) => key < own).at(-1) ?? null,
  };
}
