// npm run test:alibaba: runs Alibaba Cloud's own clients on the stand-in, and compares signatures with those of its own
// SDK.
import { Progress, runChecks } from '../../trino/progress';
import { checkArchive } from './check-archive';
import { checkListings } from './check-listings';
import { checkSignatures } from './check-signatures';
import { listers } from './clients';
import { prepareAlibabaClients } from './tools';

async function main(): Promise<boolean> {
  const progress = new Progress();
  const clients = await progress.step('clients found or installed', prepareAlibabaClients);
  await checkSignatures(progress);
  await checkListings(progress, listers(clients));
  await checkArchive(progress, listers(clients));
  return progress.close();
}

runChecks(main);
