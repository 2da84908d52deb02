// Objects that earlier attempts at the same snapshot left in the archive. The next attempt takes them over: the archive is the checkpoint.
import { HISTORY_PREFIX, scopePrefix } from '../../lib/contract';
import type { Run } from '../run';
import type { Archive } from './archive';
import { tile, type Window } from '../records/windows';
import { DAY_MS } from '../time';
import { activeKey, dayPrefix, parseRecordsKey } from './keys';
import { LOOK_BACK_DAYS } from './ledger';
import type { SnapshotObjects } from './snapshot-objects';

/** What this file needs of a run: it only lists, and `adopt` reads. */
type Attempt = Pick<Run, 'scope' | 'snapshot'> & { readonly archive: Pick<Archive, 'list'> };
type Adopter = Pick<SnapshotObjects, 'adopt'>;

/** Takes over the object of Active: some of its sessions may be closed by now. False if there is none, so Active has to be read. */
export async function adoptActive({ archive, scope, snapshot }: Attempt, objects: Adopter): Promise<boolean> {
  const key = activeKey(scope, snapshot.id);
  const isThere = (await archive.list(key)).includes(key);
  if (isThere) await objects.adopt(key);
  return isThere;
}

/**
 * Takes over the windows of History that are stored already. Returns them, and the gaps that still have to be read, newest first. An
 * incremental scan is short, so it reads everything again; an object that is stored already then counts (`SnapshotObjects`).
 */
export async function adoptHistory(run: Attempt, objects: Adopter, whole: Window) {
  if (whole.fromMs !== null) return { windows: [], gaps: [whole] };
  const { archive, scope, snapshot } = run;
  const since = dayPrefix(HISTORY_PREFIX, scope, snapshot.ms - LOOK_BACK_DAYS * DAY_MS);
  const keys = (await archive.list(scopePrefix(HISTORY_PREFIX, scope), since)).flatMap((key) => {
    const parsed = parseRecordsKey(key);
    return parsed?.snapshotId === snapshot.id && parsed.kind === 'history' ? [{ key, ...parsed }] : [];
  });
  const { chosen, gaps } = tile(
    keys.flatMap(({ key, window }) => (window ? [{ key, ...window }] : [])),
    whole,
  );
  for (const { key } of [...chosen, ...keys.filter(({ window }) => !window)]) await objects.adopt(key);
  return { windows: chosen.map(({ fromMs, toMs }) => ({ fromMs, toMs })), gaps };
}
