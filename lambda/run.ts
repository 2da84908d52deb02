// What one run in one scope works with.
import type { Scope } from '../lib/contract';
import type { Archive } from './store/archive';
import type { SnapshotName } from './store/keys';
import type { Plan } from './plan';
import { toRecords, type SessionRecord, type SessionState } from './scan/record';
import type { Caller, Page } from './scan/pages';

/** As much as reading SSM's sessions takes. */
export interface ScanRun extends Caller {
  readonly scope: Scope;
  readonly snapshot: SnapshotName;
}

export interface Run extends Omit<ScanRun, 'describeSessions'> {
  readonly archive: Archive;
  /** A full scan was asked for. */
  readonly full: boolean;
  readonly fullScanIntervalMs: number;
  /** Readers that a full scan may have at a time. */
  readonly maxConcurrency: number;
  readonly reporterVersion: string;
  /** Told how History will be read, before anything is. */
  readonly onPlan: (plan: Plan) => void;
}

/** A page's records. */
export function recordsOf({ scope, snapshot }: ScanRun, state: SessionState, page: Page): SessionRecord[] {
  const { id: snapshotId, ms: snapshotMs } = snapshot;
  return toRecords(page.sessions, { ...scope, snapshotId, snapshotMs, observedMs: page.observedMs, state });
}
