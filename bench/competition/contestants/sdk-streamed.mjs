// AWS's SDK for JavaScript: page after page of both states through gzip into a file: node sdk-streamed.mjs FILE
import { paginateDescribeSessions, SSMClient } from '@aws-sdk/client-ssm';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const client = new SSMClient({});
async function* lines() {
  for (const State of ['Active', 'History'])
    for await (const page of paginateDescribeSessions({ client, pageSize: 200 }, { State }))
      yield page.Sessions.map((session) => `${JSON.stringify(session)}\n`).join('');
}
await pipeline(lines, createGzip(), createWriteStream(process.argv[2]));
client.destroy();
