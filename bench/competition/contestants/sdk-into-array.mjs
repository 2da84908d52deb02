// AWS's SDK for JavaScript: all sessions of both states into one array, then to a file: node sdk-into-array.mjs FILE
import { paginateDescribeSessions, SSMClient } from '@aws-sdk/client-ssm';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const client = new SSMClient({});
const sessions = [];
for (const State of ['Active', 'History'])
  for await (const page of paginateDescribeSessions({ client, pageSize: 200 }, { State }))
    sessions.push(...page.Sessions);
writeFileSync(process.argv[2], gzipSync(sessions.map((session) => `${JSON.stringify(session)}\n`).join('')));
client.destroy();
