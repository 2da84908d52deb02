// A service that has sessions: AWS Systems Manager (ssm/) or Alibaba Cloud (alibaba/). The rest of the reporter knows only this.
import type { SourceName } from '../lib/contract';
import type { Occasion, Plan } from './plan';
import type { Run } from './run';
import type { Window } from './records/windows';
import type { Manifest } from './store/manifest';
import type { SnapshotObjects } from './store/snapshot-objects';

/** The sessions of one scope, for one run. */
export interface Source {
  /** The column `source` of every record and manifest. */
  readonly name: SourceName;
  /** How much of History this run reads, given the previous manifest. */
  plan(previous: Manifest | null, occasion: Occasion): Plan;
  /**
   * Stores a record of each session that the plan asks for. Throws if it did not see all of them: sessions that were not shown must
   * not look like sessions that do not exist.
   */
  read(run: Run, plan: Plan, objects: SnapshotObjects): Promise<Reading>;
}

/** What a run has read. */
export interface Reading {
  /** Calls answered, for each kind of scan. */
  readonly pages: { readonly active: number; readonly history: number; readonly lookup: number };
  /** The start times that the snapshot vouches for: every session of History that started then is stored. */
  readonly whole: Window;
  /** The windows that were written or proved empty. Together they are exactly `whole`. */
  readonly windows: readonly Window[];
}

/** @param onFailedAttempt gets the error's name of every failed attempt, even if a later attempt of the call succeeds */
export type OpenSource = (region: string, onFailedAttempt: (errorName: string) => void) => Source;
