// Fetches the programs of the checks beyond `npm test` into the cache.
import { prepareAlibabaClients } from './alibaba/clients/tools';
import { prepareClients } from './clients/tools';
import { prepareToolchain } from './trino/toolchain';

Promise.all([prepareToolchain(), prepareClients(), prepareAlibabaClients()]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
