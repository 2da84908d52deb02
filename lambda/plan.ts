// Decides how a run reads History: all of it, or its newest part.
import type { Manifest } from './store/manifest';
import { HISTORY_DELAY_MS, isLost } from './missing';
import { DAY_MS, parseSnapshotId, parseTimestamp } from './time';

/** `why` is for whoever reads the log. */
export type Plan =
  | { readonly mode: 'full'; readonly why: string }
  | { readonly mode: 'incremental'; readonly why: string; readonly watermarkMs: number };

/** An older manifest says too little of what has happened since. */
const MAX_PREVIOUS_AGE_MS = DAY_MS;

export interface Occasion {
  readonly snapshotMs: number;
  /** A full scan was asked for. */
  readonly full: boolean;
  readonly fullScanIntervalMs: number;
}

/** The watermark comes from what is stored, never from the moment at which this run happens to look. */
export function planRun(previous: Manifest | null, { snapshotMs, full, fullScanIntervalMs }: Occasion): Plan {
  const fully = (why: string): Plan => ({ mode: 'full', why });
  if (full) return fully('the event asks for it');
  if (previous === null) return fully('no snapshot before this one in the last 31 days');
  if (previous.max_start_time === null) return fully('no session has ever been seen');
  const isStale = snapshotMs - parseTimestamp(previous.snapshot_time) >= MAX_PREVIOUS_AGE_MS;
  const isDue = snapshotMs - parseSnapshotId(previous.last_full_snapshot_id) >= fullScanIntervalMs;
  const hasLost = previous.pending.some((session) => isLost(session, snapshotMs));
  if (isStale) return fully(`snapshot ${previous.snapshot_id}, the last one, is a day old or more`);
  if (isDue) return fully(`snapshot ${previous.last_full_snapshot_id}, the last full one, is old enough`);
  if (hasLost) return fully('sessions have been missing for a day or more');
  const why = `goes on from snapshot ${previous.snapshot_id}`;
  return { mode: 'incremental', why, watermarkMs: watermarkOf(previous.max_start_time) };
}

/** How far down an incremental scan reads after a snapshot with that `max_start_time`. */
export function watermarkOf(maxStartTime: string): number {
  return parseTimestamp(maxStartTime) - HISTORY_DELAY_MS;
}
