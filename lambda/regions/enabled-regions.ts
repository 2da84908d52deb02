// Which Regions a run takes snapshots of if it is told to take them of all: those that are enabled in the account when it starts.
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
 * The enabled Regions. Those that are not, but that the archive has snapshots of, are named in the log for as long as SSM may
 * remember sessions there that nobody archives.
 */
export async function findEnabledRegions(search: Search): Promise<string[]> {
  const regions = await search.listRegions();
  const enabled = regions.filter(({ isEnabled }) => isEnabled).map(({ name }) => name);
  // No account is without one: better to fail than to have archived nothing, successfully.
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
