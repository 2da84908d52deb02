// Fetches what the checks beyond `npm test` start into the cache, so that they find it there.
import { prepareAlibabaClients } from './alibaba/clients/tools';
import { prepareClients } from './clients/tools';
import { prepareToolchain } from './trino/toolchain';

Promise.all([prepareToolchain(), prepareClients(), prepareAlibabaClients()]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
