// What one run in one scope works with.
import type { Scope } from '../lib/contract';
import type { Archive } from './archive';
import type { SnapshotName } from './keys';
import { toRecord, type SessionRecord, type SessionState } from './record';
import type { Caller, Page } from './scan';
import { formatTimestamp } from './time';

/** As much as reading sessions takes. */
export interface ScanRun extends Caller {
  readonly scope: Scope;
  readonly snapshot: SnapshotName;
}

export interface Run extends ScanRun {
  readonly archive: Archive;
  /** A full scan was asked for. */
  readonly full: boolean;
  readonly fullScanIntervalMs: number;
  /** Readers that a full scan may have at a time. */
  readonly maxConcurrency: number;
  readonly reporterVersion: string;
}

export function toRecords(run: ScanRun, state: SessionState, page: Page): SessionRecord[] {
  const observation = {
    ...run.scope,
    snapshotId: run.snapshot.id,
    snapshotTime: formatTimestamp(run.snapshot.ms),
    observedTime: formatTimestamp(page.observedMs),
    state,
  };
  return page.sessions.map((session) => toRecord(session, observation));
}
