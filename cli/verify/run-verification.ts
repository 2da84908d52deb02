// Runs a verification and always returns an outcome: for the commands `verify` and `report`.
import { readFileSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { readCatalog } from './catalog';
import type { Finding } from './findings';
import { decide, type Outcome } from './outcome';
import { ObjectWorkers } from './object-workers';
import { messageOf } from '../exit-status';
import type { Selection } from './selection';
import { openStore } from '../stores/open-store';
import { verifyArchive, type Head } from './verify-archive';
import type { ScopeSummary } from './verify-scope';

export interface VerificationRequest {
  readonly archive: string;
  readonly selection: Selection;
  /** Compare the checksums that S3 stores instead of reading the records. */
  readonly quick: boolean;
  readonly heads: readonly Head[];
  /** A file with the Glue table's definition, which limits what queries see; null to skip that check. */
  readonly catalogFile: string | null;
  /** Show no progress bar. */
  readonly isQuiet: boolean;
}

/** @param program the file to run in worker threads; it calls `serveObjects` there */
export async function runVerification(request: VerificationRequest, program: string): Promise<Outcome> {
  const { archive, selection, quick, heads, catalogFile } = request;
  const findings: Finding[] = [];
  let scopes: ScopeSummary[] = [];
  let error: string | null = null;
  const progress = new Progress(request.isQuiet);
  let workers: ObjectWorkers | null = null;
  try {
    if (selection.fromMs !== null && selection.toMs !== null && selection.fromMs > selection.toMs)
      throw new Error('--from is later than --to. Give the first day with --from and the last day with --to.');
    const store = openStore(archive);
    if (quick && !store.checksum)
      throw new Error('--quick needs a bucket, because files in a folder have no stored checksums.');
    const pool = (workers = new ObjectWorkers(program, archive));
    scopes = await verifyArchive({
      store,
      checkObject: (object) => pool.check(object),
      concurrency: pool.capacity,
      selection,
      quick,
      heads,
      catalog: catalogFile === null ? null : readCatalog(readFileSync(catalogFile, 'utf8')),
      onFinding: (finding) => findings.push(finding),
      onScope: progress.scope,
      onProgress: progress.update,
    });
    if (scopes.length === 0 && !findings.some(({ severity }) => severity === 'problem'))
      error = 'There is no archive here, or it holds nothing of what you asked for.';
  } catch (cause) {
    error = messageOf(cause);
  }
  progress.stop();
  await workers?.stop();
  return { archive, verdict: decide(findings, scopes, error), scopes, findings, error };
}

/** Shows a bar on stderr, if stderr is a terminal. */
class Progress {
  private readonly bar: SingleBar | null;
  private expected = 0;
  private done = 0;

  constructor(isQuiet: boolean) {
    const format = '{scope} {bar} {percentage} % of {mebibytes} MiB, {eta_formatted} left';
    this.bar =
      isQuiet || !process.stderr.isTTY ? null : new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  }

  readonly scope = ({ accountId, region }: { readonly accountId: string; readonly region: string }): void => {
    this.stop();
    [this.expected, this.done] = [0, 0];
    this.bar?.start(1, 0, { scope: `${accountId} ${region}`, mebibytes: '0' });
  };

  readonly update = ({ expected = 0, done = 0 }: { readonly expected?: number; readonly done?: number }): void => {
    this.expected += expected;
    this.done += done;
    this.bar?.setTotal(Math.max(1, this.expected));
    this.bar?.update(this.done, { mebibytes: (this.expected / 2 ** 20).toFixed(1) });
  };

  stop(): void {
    this.bar?.stop();
  }
}
