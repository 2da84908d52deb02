// Decides how a run reads History: all of it, or its newest part.
import type { Manifest } from './store/manifest';
import { HISTORY_DELAY_MS, isLost } from './missing';
import { DAY_MS, parseSnapshotId, parseTimestamp } from './time';

/** `why` goes into the log. */
export type Plan =
  | { readonly mode: 'full'; readonly why: string }
  | { readonly mode: 'incremental'; readonly why: string; readonly watermarkMs: number };

/** After this long without a snapshot a run reads all of History. */
const MAX_PREVIOUS_AGE_MS = DAY_MS;

export interface Occasion {
  readonly snapshotMs: number;
  /** The event asks for a full scan. */
  readonly full: boolean;
  readonly fullScanIntervalMs: number;
}

/** The watermark comes from the stored start times, never from this run's clock: runs may come late. */
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

/** The start time down to which an incremental scan reads, given the previous manifest's `max_start_time`. */
export function watermarkOf(maxStartTime: string): number {
  return parseTimestamp(maxStartTime) - HISTORY_DELAY_MS;
}
