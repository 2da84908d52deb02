// Lists every session that DescribeTerminalSessions shows, through Alibaba Cloud's SDK for Node.js. The first argument
// is the folder in which the SDK is installed.
//
// Reads {"endpoint", "region", "accessKeyId", "accessKeySecret", "pageSize"} as JSON from stdin. Prints {"pages",
// "sessions"} with the sessions as the SDK serializes them, or {"code"} with the code of the service's error.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const load = createRequire(`${process.argv[2]}/`);
const { default: Client, DescribeTerminalSessionsRequest } = load('@alicloud/ecs20140526');
const { $OpenApiUtil } = load('@alicloud/openapi-core');

async function listSessions({ pageSize, region, ...access }) {
  const client = new Client(new $OpenApiUtil.Config({ ...access, protocol: 'HTTP', regionId: region }));
  const sessions = [];
  let pages = 0;
  let nextToken;
  do {
    const request = new DescribeTerminalSessionsRequest({ regionId: region, maxResults: pageSize, nextToken });
    const { body } = await client.describeTerminalSessions(request);
    pages += 1;
    sessions.push(...body.toMap().Sessions.Session);
    nextToken = body.nextToken;
  } while (nextToken);
  return { pages, sessions };
}

const answer = await listSessions(JSON.parse(readFileSync(0, 'utf8'))).catch((error) => {
  if (error.code === undefined) throw error;
  return { code: error.code };
});
console.log(JSON.stringify(answer));
