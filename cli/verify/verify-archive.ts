// Verifies an archive scope by scope.
import { ACTIVE_PREFIX, ARCHIVE_PREFIXES, HISTORY_PREFIX, scopePrefix, type Scope } from '../../lib/contract';
import { manifestKey } from '../../lambda/store/keys';
import { hash } from '../../lambda/store/stored';
import type { Catalog } from './catalog';
import { finding, type Finding } from './findings';
import { foreign } from './foreign';
import { includesScope, includesSnapshot, type Selection } from './selection';
import { accountOf, regionOf } from '../scope-folders';
import type { Store, StoredObject } from '../stores/store';
import { verifyScope, type ScopeSummary, type Verification } from './verify-scope';

/** The hash of a manifest that an earlier verification printed, as `ACCOUNT/REGION/SNAPSHOT=SHA256`. */
export interface Head extends Scope {
  readonly snapshotId: string;
  readonly sha256: string;
}

export interface ArchiveVerification extends Verification {
  readonly heads: readonly Head[];
  readonly catalog: Catalog | null;
  readonly onScope: (scope: Scope) => void;
}

/** Rejects if the store cannot be read. */
export async function verifyArchive(verification: ArchiveVerification): Promise<ScopeSummary[]> {
  const { store, selection, heads, catalog, onFinding, onScope } = verification;
  const scopes = (await findScopes(store, selection, onFinding)).filter((scope) => includesScope(selection, scope));
  const summaries: ScopeSummary[] = [];
  for (const scope of scopes) {
    onScope(scope);
    const { summary, days } = await verifyScope(verification, scope);
    if (catalog && (summary.snapshots > 0 || days.size > 0))
      compareWithCatalog(scope, days, catalog).forEach(onFinding);
    summaries.push(summary);
  }
  for (const head of heads) (await checkHead(verification, head)).forEach(onFinding);
  return summaries;
}

/** Lists every scope that has manifests or records, and reports objects outside the scopes' folders. */
async function findScopes(store: Store, selection: Selection, onFinding: (finding: Finding) => void): Promise<Scope[]> {
  const scopes = new Map<string, Scope>();
  const { accounts, regions } = selection;
  const reportForeign = (...objects: StoredObject[]) => {
    for (const object of objects)
      onFinding(foreign(store, object, 'It is outside the folders of accounts and Regions.'));
  };
  for (const prefix of ARCHIVE_PREFIXES) {
    const archive = await store.level(prefix);
    if (accounts.length === 0) reportForeign(...archive.objects);
    for (const account of archive.folders) {
      const accountId = accountOf(account);
      if (accounts.length > 0 && !accounts.includes(accountId ?? '')) continue;
      const level = await store.level(`${prefix}${account}`);
      if (regions.length === 0) reportForeign(...level.objects);
      for (const folder of level.folders) {
        const region = regionOf(folder);
        if (accountId !== undefined && region !== undefined)
          scopes.set(`${accountId}/${region}`, { accountId, region });
        // NaN: the listing does not give a folder's size.
        else if (regions.length === 0) reportForeign({ key: `${prefix}${account}${folder}`, bytes: NaN });
      }
    }
  }
  return [...scopes.values()].sort((a, b) => (`${a.accountId}/${a.region}` < `${b.accountId}/${b.region}` ? -1 : 1));
}

/** @param days the scope's day folders in the period */
function compareWithCatalog(scope: Scope, days: ReadonlySet<string>, catalog: Catalog): Finding[] {
  const prefix = scopePrefix(HISTORY_PREFIX, scope);
  if (!catalog.accounts.includes(scope.accountId))
    return [finding('not-in-catalog', prefix, `The catalog's accounts are ${catalog.accounts.join(', ')}.`)];
  if (!catalog.regions.includes(scope.region))
    return [finding('not-in-catalog', prefix, `The catalog's Regions are ${catalog.regions.join(', ')}.`)];
  return [...days]
    .filter((folder) => folder.slice(folder.indexOf('=') + 1) < catalog.firstDay)
    .sort()
    .map((folder) => {
      const where = scopePrefix(folder.startsWith('start_date=') ? HISTORY_PREFIX : ACTIVE_PREFIX, scope);
      return finding('not-in-catalog', `${where}${folder}/`, `The catalog begins on ${catalog.firstDay}.`);
    });
}

/** An unchanged head proves that everything before it is unchanged, because each manifest holds the hash of the one before. */
async function checkHead({ store, selection }: Verification, head: Head): Promise<Finding[]> {
  const { snapshotId, sha256, ...scope } = head;
  const key = manifestKey(scope, snapshotId);
  if (!includesScope(selection, scope) || !includesSnapshot(selection, snapshotId))
    return [finding('head-outside', key, 'It is outside the verified period, so it was not checked.')];
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const isThere = (await store.level(folder)).objects.some((object) => object.key === key);
  if (!isThere) return [finding('head-missing', key, 'It is missing.')];
  const now = hash(await store.readAll(key));
  return now === sha256 ? [] : [finding('head-missing', key, `Its SHA-256 is ${now}; the noted one is ${sha256}.`)];
}
