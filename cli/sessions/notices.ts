// The notices of a listing on stderr: what it leaves out, and how old the last snapshot is.
import { DAY_MS, HOUR_MS } from '../../lambda/time';
import { lastSnapshotMs, type Listing } from './listing/list-sessions';
import type { Wish } from './listing/selection';

/** @param nowMs now, or the time of `--at` */
export function notices({ scopes, missing, unidentified, foreign }: Listing, wish: Wish, nowMs: number): string[] {
  const said: string[] = [];
  for (const snapshots of scopes) {
    const name = `${snapshots.scope.accountId} ${snapshots.scope.region}`;
    const lastMs = lastSnapshotMs(snapshots);
    const isAsked = lastMs === null || wish.period.toMs === null || wish.period.toMs > lastMs;
    if (lastMs === null) {
      const when = wish.atMs === null ? '' : ` up to ${new Date(wish.atMs).toISOString()}`;
      said.push(`${name} has no complete snapshot${when}: open sessions are unknown.`);
    } else if (isAsked && nowMs - lastMs > DAY_MS) {
      const age = describeAge(nowMs - lastMs);
      said.push(
        `${name}: the last snapshot is ${snapshots.last?.snapshot_id ?? ''}, ${age} old. Later sessions are unknown.`,
      );
    }
  }
  if (missing > 0) {
    const they = missing === 1 ? '1 session is' : `${missing} sessions are`;
    said.push(`${they} not listed: once open, since then in neither state (pending, unresolved or faded).`);
  }
  if (unidentified > 0)
    said.push(`${unidentified} ${unidentified === 1 ? 'record is' : 'records are'} not listed: no SessionId.`);
  if (foreign.length > 0) {
    const more = foreign.length === 1 ? '' : ` and ${foreign.length - 1} more`;
    said.push(`Not read, because the reporter does not use such names: ${foreign[0] ?? ''}${more}.`);
  }
  return said;
}

function describeAge(ms: number): string {
  return ms < 2 * DAY_MS ? `${Math.floor(ms / HOUR_MS)} hours` : `${Math.floor(ms / DAY_MS)} days`;
}
