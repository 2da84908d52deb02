// npm run test:alibaba: the stand-in of Alibaba Cloud under Alibaba Cloud's own clients, and signatures beside those of its own SDK.
import { Progress, runChecks } from '../../trino/progress';
import { checkListings } from './check-listings';
import { checkSignatures } from './check-signatures';
import { listers } from './clients';
import { prepareAlibabaClients } from './tools';

async function main(): Promise<boolean> {
  const progress = new Progress();
  const clients = await progress.step('clients found or installed', prepareAlibabaClients);
  await checkSignatures(progress);
  await checkListings(progress, listers(clients));
  // Here the archive follows: a snapshot that the reporter takes of the stand-in, and `compareArchived` (expected.ts) on its records
  // and on what each of the clients lists at that time.
  return progress.close();
}

runChecks(main);
