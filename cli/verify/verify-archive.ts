// Verifies an archive scope by scope.
import { MANIFESTS_PREFIX, SESSIONS_PREFIX, manifestsPrefix, sessionsPrefix, type Scope } from '../../lib/contract';
import { manifestKey } from '../../lambda/store/keys';
import { hash } from '../../lambda/store/stored';
import type { Catalog } from './catalog';
import { finding, type Finding } from './findings';
import { includesScope } from './selection';
import type { Store } from '../stores/store';
import { verifyScope, type ScopeSummary, type Verification } from './verify-scope';

/** The hash of a manifest that somebody noted: as verification prints it, `ACCOUNT/REGION/SNAPSHOT=SHA256`. */
export interface Head extends Scope {
  readonly snapshotId: string;
  readonly sha256: string;
}

export interface ArchiveVerification extends Verification {
  readonly heads: readonly Head[];
  readonly catalog: Catalog | null;
  readonly onScope: (scope: Scope) => void;
}

/** Rejects if the store cannot be read: then nobody can tell. */
export async function verifyArchive(verification: ArchiveVerification): Promise<ScopeSummary[]> {
  const { store, selection, heads, catalog, onFinding, onScope } = verification;
  const scopes = (await findScopes(store, onFinding)).filter((scope) => includesScope(selection, scope));
  const summaries: ScopeSummary[] = [];
  for (const scope of scopes) {
    onScope(scope);
    const summary = await verifyScope(verification, scope);
    if (summary.head === null) onFinding(finding('no-manifest', manifestsPrefix(scope), 'There is none.'));
    if (catalog) (await compareWithCatalog(store, scope, catalog)).forEach(onFinding);
    summaries.push(summary);
  }
  for (const head of heads) (await checkHead(store, head)).forEach(onFinding);
  return summaries;
}

/** Every scope that has manifests or records. What lies beside the scopes' folders does not belong there. */
async function findScopes(store: Store, onFinding: (finding: Finding) => void): Promise<Scope[]> {
  const scopes = new Map<string, Scope>();
  const reportForeign = (...keys: string[]) => {
    for (const key of keys)
      onFinding(finding('foreign-object', key, 'It lies beside the folders of accounts and Regions.'));
  };
  for (const prefix of [MANIFESTS_PREFIX, SESSIONS_PREFIX]) {
    const accounts = await store.level(prefix);
    reportForeign(...accounts.objects.map(({ key }) => key));
    for (const account of accounts.folders) {
      const accountId = /^account_id=(\d{12})\/$/.exec(account)?.[1];
      const regions = await store.level(`${prefix}${account}`);
      reportForeign(...regions.objects.map(({ key }) => key));
      for (const folder of regions.folders) {
        const region = /^region=([a-z0-9-]+)\/$/.exec(folder)?.[1];
        if (accountId === undefined || region === undefined) reportForeign(`${prefix}${account}${folder}`);
        else scopes.set(`${accountId}/${region}`, { accountId, region });
      }
    }
  }
  return [...scopes.values()].sort((a, b) => (`${a.accountId}/${a.region}` < `${b.accountId}/${b.region}` ? -1 : 1));
}

async function compareWithCatalog(store: Store, scope: Scope, catalog: Catalog): Promise<Finding[]> {
  const prefix = sessionsPrefix(scope);
  if (!catalog.accounts.includes(scope.accountId))
    return [finding('not-in-catalog', prefix, `The catalog's accounts are ${catalog.accounts.join(', ')}.`)];
  if (!catalog.regions.includes(scope.region))
    return [finding('not-in-catalog', prefix, `The catalog's Regions are ${catalog.regions.join(', ')}.`)];
  const days = (await store.level(prefix)).folders.filter((folder) => folder < `start_date=${catalog.firstDay}`);
  return days.map((day) => finding('not-in-catalog', `${prefix}${day}`, `The catalog begins on ${catalog.firstDay}.`));
}

/** An untouched head proves that everything before it is untouched, too: each manifest holds the hash of the one before. */
async function checkHead(store: Store, { snapshotId, sha256, ...scope }: Head): Promise<Finding[]> {
  const key = manifestKey(scope, snapshotId);
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const isThere = (await store.level(folder)).objects.some((object) => object.key === key);
  if (!isThere) return [finding('head-missing', key, 'It is not there.')];
  const now = hash(await store.readAll(key));
  return now === sha256 ? [] : [finding('head-missing', key, `Its SHA-256 is ${now}; noted was ${sha256}.`)];
}
