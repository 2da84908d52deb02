// The Regions of a run with `allRegions`: those that are enabled in the account when the run starts.
import type { AccountRegion, ListRegions } from './account';
import type { Archive } from '../store/archive';
import { RegionsUnknown } from '../errors';
import type { Log } from '../report/log';
import type { SnapshotName } from '../store/keys';
import { readLedger } from '../store/ledger';

interface Search {
  readonly listRegions: ListRegions;
  readonly accountId: string;
  readonly snapshot: SnapshotName;
  readonly archive: Archive;
  readonly logger: Log;
}

/**
 * The enabled Regions. The log names each Region that is not enabled but has snapshots of the last 31 days: SSM may still have
 * sessions there that nobody archives.
 */
export async function findEnabledRegions(search: Search): Promise<string[]> {
  const regions = await search.listRegions();
  const enabled = regions.filter(({ isEnabled }) => isEnabled).map(({ name }) => name);
  // Every account has an enabled Region. Without this, the run would succeed although it archived nothing.
  if (enabled.length === 0) throw new RegionsUnknown('ListRegions of AWS Account Management names no enabled Region.');
  await Promise.all(regions.filter(({ isEnabled }) => !isEnabled).map((region) => nameIfArchived(search, region)));
  return enabled;
}

async function nameIfArchived({ archive, accountId, snapshot, logger }: Search, region: AccountRegion): Promise<void> {
  const { previousKey } = await readLedger(archive, { accountId, region: region.name }, snapshot);
  if (previousKey === null) return;
  const reason = 'the Region was archived before, and is not enabled in the account';
  logger.warn('Snapshot not taken', { region: region.name, snapshotId: snapshot.id, reason });
}
