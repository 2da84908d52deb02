// npm run test:deployed: the synthesized template on stand-ins for AWS that others wrote. It is deployed to moto with `cdk deploy`,
// its roles are held to their policies call by call, and its locks are tried on versitygw.
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

// The SDK speaks of the Node version that its later releases will need.
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
