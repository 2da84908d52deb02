// The document that makes a snapshot complete. Its chain of hashes makes a removed or edited object detectable.
import { SCHEMA_VERSION, type ManifestKey, type SourceName } from '../../lib/contract';
import { ArchiveFailed } from '../errors';

export type Mode = 'full' | 'incremental';

/** DescribeSessions calls answered, and records kept. */
interface Count {
  readonly pages: number;
  readonly records: number;
}

/** A session that was once seen Active and then in neither state; `since` is the first snapshot that missed it. */
export interface MissingSession {
  readonly session_id: string;
  readonly start_time: string | null;
  readonly since: string;
}

/** Keys and their order are those of `MANIFEST_KEYS`, which says what each of them is. Times are timestamps; null in a window is an open end. */
export interface Manifest {
  readonly schema_version: typeof SCHEMA_VERSION;
  readonly source: SourceName;
  readonly account_id: string;
  readonly region: string;
  readonly snapshot_id: string;
  readonly snapshot_time: string;
  readonly started_time: string;
  readonly finished_time: string;
  readonly mode: Mode;
  readonly last_full_snapshot_id: string;
  readonly history_from: string | null;
  readonly max_start_time: string | null;
  readonly active: Count;
  readonly history: Count;
  readonly lookup: Count;
  readonly windows: readonly { readonly from_time: string | null; readonly to_time: string | null }[];
  readonly objects: readonly {
    readonly key: string;
    readonly records: number;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly pending: readonly MissingSession[];
  readonly unresolved: readonly MissingSession[];
  readonly faded: readonly MissingSession[];
  readonly unidentified: number;
  readonly previous: { readonly key: string; readonly sha256: string } | null;
  readonly reporter_version: string;
}

/** Parses what `serializeManifest` wrote. Throws ArchiveFailed for anything else: a chain must not go on from it. */
export function parseManifest(key: string, bytes: Buffer): Manifest {
  let manifest: Partial<Manifest> | null = null;
  try {
    manifest = JSON.parse(bytes.toString('utf8')) as Partial<Manifest> | null;
  } catch {
    // Reported below, like JSON that is no manifest.
  }
  if (manifest?.schema_version !== SCHEMA_VERSION || manifest.snapshot_id === undefined) {
    throw new ArchiveFailed(
      `${key} is not a manifest of schema version ${SCHEMA_VERSION}. Restore the object's first version.`,
    );
  }
  return manifest as Manifest;
}

/** One line. The object must have been written with its keys in order; the parameter's type lists exactly the contract's keys. */
export function serializeManifest(manifest: Record<ManifestKey, unknown> & Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest)}\n`);
}
