// Decides how a run reads History: all of it, or its newest part.
import type { Manifest } from './manifest';
import { GIVE_UP_MS } from './missing';
import { DAY_MS, HOUR_MS, parseSnapshotId, parseTimestamp } from './time';

export type Plan = { readonly mode: 'full' } | { readonly mode: 'incremental'; readonly watermarkMs: number };

/** How late a session may appear in History: an incremental scan reads so far below the latest start time that is stored. */
const OVERLAP_MS = 3 * HOUR_MS;

/** An older manifest says too little of what has happened since. */
const MAX_PREVIOUS_AGE_MS = DAY_MS;

export interface Occasion {
  readonly snapshotMs: number;
  /** A full scan was asked for. */
  readonly full: boolean;
  readonly fullScanIntervalMs: number;
}

/** The watermark comes from start times alone, which the service's clock has set: the function's clock has no say in it. */
export function planRun(previous: Manifest | null, { snapshotMs, full, fullScanIntervalMs }: Occasion): Plan {
  if (full || !previous?.max_start_time) return { mode: 'full' };
  const isStale = snapshotMs - parseTimestamp(previous.snapshot_time) >= MAX_PREVIOUS_AGE_MS;
  const isDue = snapshotMs - parseSnapshotId(previous.last_full_snapshot_id) >= fullScanIntervalMs;
  const hasLost = previous.pending.some(({ since }) => snapshotMs - parseTimestamp(since) >= GIVE_UP_MS);
  if (isStale || isDue || hasLost) return { mode: 'full' };
  return { mode: 'incremental', watermarkMs: parseTimestamp(previous.max_start_time) - OVERLAP_MS };
}
