// What one run in one scope works with.
import type { Scope } from '../lib/contract';
import type { Archive } from './archive';
import type { SnapshotName } from './keys';
import { toRecord, type SessionRecord, type SessionState } from './record';
import type { DescribeSessions, Page } from './scan';

export interface Run {
  readonly scope: Scope;
  readonly snapshot: SnapshotName;
  readonly describeSessions: DescribeSessions;
  readonly archive: Archive;
  readonly clock: () => number;
  readonly reporterVersion: string;
}

export function toRecords(run: Run, state: SessionState, page: Page): SessionRecord[] {
  const { id: snapshotId, ms: snapshotMs } = run.snapshot;
  const observation = { ...run.scope, snapshotId, snapshotMs, observedMs: page.observedMs, state };
  return page.sessions.map((session) => toRecord(session, observation));
}
