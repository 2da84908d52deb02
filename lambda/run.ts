// What one run in one scope works with.
import type { Scope } from '../lib/contract';
import type { Plan } from './plan';
import type { SessionRecord, SessionState, Form } from './records/record';
import { toRecords } from './records/record';
import type { Archive } from './store/archive';
import type { SnapshotName } from './store/keys';

export interface Run {
  readonly scope: Scope;
  readonly snapshot: SnapshotName;
  readonly archive: Archive;
  readonly clock: () => number;
  /** Aborted when the function's time is nearly up: the run then stores what it has read and fails. */
  readonly timeLimit: AbortSignal;
  /** The event asks for a full scan. */
  readonly full: boolean;
  readonly fullScanIntervalMs: number;
  /** Readers that a full scan may use at the same time. */
  readonly maxConcurrency: number;
  readonly reporterVersion: string;
  /** Called once with the plan, before the run reads any session. */
  readonly onPlan: (plan: Plan) => void;
}

/** The records of sessions that a source showed at `observedMs`. */
export function recordsOf(
  { scope, snapshot }: Pick<Run, 'scope' | 'snapshot'>,
  form: Form,
  state: SessionState,
  { sessions, observedMs }: { readonly sessions: readonly unknown[]; readonly observedMs: number },
): SessionRecord[] {
  return toRecords(sessions, { ...scope, snapshotId: snapshot.id, snapshotMs: snapshot.ms, observedMs, state }, form);
}
