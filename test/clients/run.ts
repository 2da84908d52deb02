// Checks the reporter and the stand-ins with other clients and servers. `npm run test:clients` runs all checks, and
// `npm run test:clients -- moto` those of one kind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress, runChecks } from '../trino/progress';
import { checkArchivedSessions } from './aws/archived-sessions';
import { checkAwsClients } from './aws/aws-clients';
import { checkMoto } from './moto';
import { checkOcsf } from './ocsf';
import { checkRuntimeClient } from './runtime-client';
import { prepareClients } from './tools';

const KINDS = {
  'runtime-client': checkRuntimeClient,
  'aws-clients': checkAwsClients,
  'archived-sessions': checkArchivedSessions,
  moto: checkMoto,
  ocsf: checkOcsf,
};

// Turns off the SDK's warning about the Node.js version that later releases need.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(names: readonly string[]): Promise<boolean> {
  for (const name of names)
    if (!(name in KINDS)) throw new Error(`'${name}' is no kind of check. There are ${Object.keys(KINDS).join(', ')}.`);
  const progress = new Progress();
  const clients = await progress.step('clients found or installed', prepareClients);
  const folder = mkdtempSync(join(tmpdir(), 'client-checks-'));
  try {
    for (const [name, check] of Object.entries(KINDS))
      if (names.length === 0 || names.includes(name)) await check(progress, clients, join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return progress.close();
}

runChecks(() => main(process.argv.slice(2)));
