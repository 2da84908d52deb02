// Selects the part of an archive to verify: scopes and days of snapshots.
import type { Scope } from '../../lib/contract';
import { DAY_MS, parseSnapshotId } from '../../lambda/time';

export interface Selection {
  /** Account ids; all if empty. */
  readonly accounts: readonly string[];
  /** All if empty. */
  readonly regions: readonly string[];
  /** The first milliseconds of the first and the last UTC day of snapshots; null means no limit. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export function includesScope({ accounts, regions }: Selection, { accountId, region }: Scope): boolean {
  const isAmong = (list: readonly string[], item: string) => list.length === 0 || list.includes(item);
  return isAmong(accounts, accountId) && isAmong(regions, region);
}

export function includesSnapshot(selection: Selection, snapshotId: string): boolean {
  return !isBefore(selection, snapshotId) && !isAfter(selection, snapshotId);
}

/** Whether the time between the two overlaps the period. */
export function overlaps({ fromMs, toMs }: Selection, beginMs: number, endMs: number): boolean {
  return endMs > (fromMs ?? -Infinity) && beginMs < (toMs ?? Infinity) + DAY_MS;
}

export function isBefore({ fromMs }: Selection, snapshotId: string): boolean {
  return fromMs !== null && parseSnapshotId(snapshotId) < fromMs;
}

export function isAfter({ toMs }: Selection, snapshotId: string): boolean {
  return toMs !== null && parseSnapshotId(snapshotId) >= toMs + DAY_MS;
}
