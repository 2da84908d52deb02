// What verification finds in an archive, wherever it lies.
import { checkObject } from '../../cli/check-object';
import type { Finding } from '../../cli/findings';
import type { Store } from '../../cli/store';
import { verifyArchive, type ArchiveVerification } from '../../cli/verify-archive';
import type { ScopeSummary } from '../../cli/verify-scope';

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
