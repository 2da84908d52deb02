// npm run test:curation -- [nights]: runs the synthesized state machines state by state, their statements on Trino with
// Iceberg.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress, runChecks } from '../trino/progress';
import { prepareToolchain } from '../trino/toolchain';
import { checkTrail } from '../trail/check-trail';
import { checkAlerts } from './check-alerts';
import { checkNights } from './check-nights';

const NIGHTS = 120;

async function main(): Promise<boolean> {
  const progress = new Progress();
  const folder = mkdtempSync(join(tmpdir(), 'test-curation-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const toolchain = await progress.step('Java, Trino, moto and versitygw found or fetched', prepareToolchain);
  await checkAlerts(progress, toolchain, folder);
  await checkNights(progress, toolchain, folder, Number(process.argv[2] ?? NIGHTS));
  await checkTrail(progress, toolchain, folder);
  return progress.close();
}

runChecks(main);
