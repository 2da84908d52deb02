// What has the sessions, as a snapshot sees it: who takes snapshots, stores objects and publishes manifests knows no more of it than this.
import type { SourceName } from '../lib/contract';
import type { Occasion, Plan } from './plan';
import type { Run } from './run';
import type { Window } from './scan/windows';
import type { Manifest } from './store/manifest';
import type { SnapshotObjects } from './store/snapshot-objects';

/** The sessions of one scope, for one run. */
export interface Source {
  /** Stands in every record and manifest. */
  readonly name: SourceName;
  /** How much is read after that manifest, the last one. */
  plan(previous: Manifest | null, occasion: Occasion): Plan;
  /**
   * Stores a record of every session that the source shows. Throws if it did not see all of them: what was not shown must not look like what
   * is not there.
   */
  read(run: Run, plan: Plan, objects: SnapshotObjects): Promise<Reading>;
}

/** What a source has seen. */
export interface Reading {
  /** Calls answered, for each kind of reading. */
  readonly pages: { readonly active: number; readonly history: number; readonly lookup: number };
  /** The start times that the source can vouch for: every session of History with one of these is stored. */
  readonly whole: Window;
  /** What was written or proved empty; together exactly `whole`. */
  readonly windows: readonly Window[];
}

/** @param onFailedAttempt told the error's name of every attempt at a call that fails, also of those after which the call succeeds */
export type OpenSource = (region: string, onFailedAttempt: (errorName: string) => void) => Source;
