// npm run test:deployed: tests the synthesized template on moto and versitygw. `cdk deploy` deploys it to moto, calls
// check the rights of each role, and versitygw checks the locks.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparePython } from '../clients/tools';
import { Progress, runChecks } from '../trino/progress';
import { prepareVersitygw } from '../trino/toolchain';
import { checkLocks } from './checks/check-locks';
import { checkPermissions } from './checks/check-permissions';
import { checkResources } from './checks/check-resources';
import { bootstrap, deploy } from './deploy';
import { startMoto } from './moto';

// Turns off the SDK's warning about the Node.js version that later releases need.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<boolean> {
  const progress = new Progress();
  const folder = mkdtempSync(join(tmpdir(), 'deployed-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const [python, versitygw] = await progress.step('moto and versitygw found or fetched', () =>
    Promise.all([preparePython(), prepareVersitygw()]),
  );
  const moto = await progress.step('moto started on loopback', () => startMoto(python, folder));
  await progress.step('cdk bootstrap', () => bootstrap(moto, folder));

  const app = await progress.step('cdk deploy of the app', () =>
    deploy(python, moto, {
      app: 'node --import tsx bin/cdk-ssm-session-archive.ts',
      stack: 'SsmSessionArchive',
      folder,
    }),
  );
  await checkResources(progress, python, moto, app);
  const everything = await progress.step('cdk deploy of everything that the constructs can create', () =>
    deploy(python, moto, { app: 'node --import tsx test/deployed/everything.ts', stack: 'Everything', folder }),
  );
  await checkResources(progress, python, moto, everything);
  await checkPermissions(progress, python, moto, everything);
  await moto.stop();

  const gateway = join(folder, 'gateway');
  mkdirSync(gateway);
  await checkLocks(progress, { python, versitygw, folder: gateway }, everything);
  return progress.close();
}

runChecks(main);
