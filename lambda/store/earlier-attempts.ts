// What earlier attempts at the same snapshot have left in the archive: the archive is the checkpoint.
import { sessionsPrefix } from '../../lib/contract';
import { firstKeyOf, parseRecordsKey } from './keys';
import { LOOK_BACK_DAYS } from './ledger';
import type { Run } from '../run';
import type { SnapshotObjects } from './snapshot-objects';
import { DAY_MS } from '../time';
import { tile, type Window } from '../scan/windows';

/**
 * Takes over every Active object, whose sessions might be gone by now. For a full scan also the windows of History that are there
 * already. Returns those, and the gaps between them that are still to be read, newest first.
 */
export async function adoptEarlierAttempts(run: Run, objects: SnapshotObjects, whole: Window) {
  const prefix = sessionsPrefix(run.scope);
  const sinceMs = whole.fromMs ?? run.snapshot.ms - LOOK_BACK_DAYS * DAY_MS;
  const keys = (await run.archive.list(prefix, firstKeyOf(prefix, 'start_date', sinceMs))).flatMap((key) => {
    const parsed = parseRecordsKey(key);
    return parsed?.snapshotId === run.snapshot.id ? [{ key, ...parsed }] : [];
  });
  // An incremental scan is short: it is read again, and what is there already counts when it is written.
  const isFull = whole.fromMs === null;
  const windows = keys.flatMap(({ key, window }) => (isFull && window ? [{ key, ...window }] : []));
  const { chosen, gaps } = tile(windows, whole);
  const vouchingForNothing = keys.filter(({ kind, window }) => isFull && kind === 'history' && !window);
  for (const { key } of [...keys.filter(({ kind }) => kind === 'active'), ...chosen, ...vouchingForNothing])
    await objects.adopt(key);
  return { windows: chosen.map(({ fromMs, toMs }) => ({ fromMs, toMs })), gaps };
}
