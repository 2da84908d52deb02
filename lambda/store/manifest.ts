// The document that makes a snapshot complete. Its hashes, and the chain of manifests, make a removed or changed object detectable.
import { SCHEMA_VERSION, type ManifestKey, type SourceName } from '../../lib/contract';
import { ArchiveFailed } from '../errors';

export type Mode = 'full' | 'incremental';

/** Calls answered, and records stored. */
interface Count {
  readonly pages: number;
  readonly records: number;
}

/** A session that was Active once and is now in neither state. `since` is the time of the first snapshot that missed it. */
export interface MissingSession {
  readonly session_id: string;
  readonly start_time: string | null;
  readonly since: string;
}

/** `MANIFEST_KEYS` in the contract describes each key. Times are timestamps; null in a window is an open end. */
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

/** Parses a manifest. Throws ArchiveFailed for anything else, so that no manifest refers to a broken one. */
export function parseManifest(key: string, bytes: Buffer): Manifest {
  let manifest: Partial<Manifest> | null = null;
  try {
    manifest = JSON.parse(bytes.toString('utf8')) as Partial<Manifest> | null;
  } catch {
    // Text that is not JSON is reported below, like JSON that is no manifest.
  }
  if (manifest?.schema_version !== SCHEMA_VERSION || manifest.snapshot_id === undefined) {
    throw new ArchiveFailed(
      `${key} is not a manifest of schema version ${SCHEMA_VERSION}. Restore the object's first version.`,
    );
  }
  return manifest as Manifest;
}

/** One line of JSON, with the keys in the order in which the object was made. The type demands exactly the contract's keys. */
export function serializeManifest(manifest: Record<ManifestKey, unknown> & Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest)}\n`);
}
