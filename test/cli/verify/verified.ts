// Verifies an archive in any store and returns the findings.
import { checkObject } from '../../../cli/verify/check-object';
import type { Finding } from '../../../cli/verify/findings';
import type { Store } from '../../../cli/stores/store';
import { verifyArchive, type ArchiveVerification } from '../../../cli/verify/verify-archive';
import type { ScopeSummary } from '../../../cli/verify/verify-scope';

export interface Verified {
  readonly scopes: readonly ScopeSummary[];
  readonly findings: readonly Finding[];
}

export async function verifyStore(store: Store, options: Partial<ArchiveVerification> = {}): Promise<Verified> {
  const findings: Finding[] = [];
  const scopes = await verifyArchive({
    store,
    selection: { accounts: [], regions: [], fromMs: null, toMs: null },
    quick: false,
    checkObject: (object) => checkObject(store, object),
    concurrency: 4,
    heads: [],
    catalog: null,
    onFinding: (finding) => findings.push(finding),
    onProgress: () => undefined,
    onScope: () => undefined,
    ...options,
  });
  return { scopes, findings };
}

export const problemsOf = ({ findings }: Verified) => findings.filter(({ severity }) => severity === 'problem');
