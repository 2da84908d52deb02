// npx tsx test/trail/run.ts: only the check that events are copied from a trail, on Trino. test:curation includes it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress, runChecks } from '../trino/progress';
import { prepareToolchain } from '../trino/toolchain';
import { checkTrail } from './check-trail';

async function main(): Promise<boolean> {
  const progress = new Progress();
  const folder = mkdtempSync(join(tmpdir(), 'test-trail-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const toolchain = await progress.step('Java, Trino, moto and versitygw found or fetched', prepareToolchain);
  await checkTrail(progress, toolchain, folder, ['an organization'], [1, 3, 4]);
  return progress.close();
}

runChecks(main);
