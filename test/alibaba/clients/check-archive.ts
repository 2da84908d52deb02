import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { queryText, signedHeaders } from '../../../lambda/alibaba/signature';
import { DAY_MS } from '../../../lambda/time';
import { createTerminalWorld } from '../../../local/alibaba/world';
import type { Progress } from '../../trino/progress';
import { ACCOUNT, Region, REGION } from '../region';
import { officialAuthorization } from './authorization';
import type { Lister } from './clients';
import { compareArchived, type ArchivedRecord } from './expected';

const NOW = Date.UTC(2026, 0, 31);

/**
 * The archive holds the sessions that each client lists. The reporter's signatures equal those of Alibaba Cloud's own
 * SDK.
 */
export async function checkArchive(progress: Progress, listers: Readonly<Record<string, Lister>>): Promise<void> {
  console.log('\nThe archive');
  const from = NOW - 29 * DAY_MS;
  const source = createTerminalWorld({ seed: 9, accountId: ACCOUNT, regions: [REGION], sessions: 500, from });
  const region = await Region.open({ source }, NOW);
  await region.run();
  for (const [name, list] of Object.entries(listers))
    await progress.check(`holds the sessions that the ${name} lists`, async () => {
      const { sessions = [] } = await list(region.cloud, REGION);
      return compareArchived(region.records() as unknown as ArchivedRecord[], sessions);
    });
  await region.close();
  await progress.check('was read with the signatures that the SDK for Node.js makes', () => {
    const query = { RegionId: REGION, MaxResults: '100', NextToken: "a+b/c= '(*)~\u00e9" };
    const url = `https://ecs.cn-hangzhou.aliyuncs.com/?${queryText(query)}`;
    for (const securityToken of [undefined, 'token+/=']) {
      const keys = {
        accessKeyId: 'id',
        accessKeySecret: 'secret',
        ...(securityToken !== undefined && { securityToken }),
      };
      const request = {
        host: 'ecs.cn-hangzhou.aliyuncs.com',
        action: 'DescribeTerminalSessions',
        version: '2014-05-26',
        query,
      };
      const { authorization, ...headers } = signedHeaders(request, keys, { ms: NOW, nonce: randomUUID() });
      assert.equal(authorization, officialAuthorization({ method: 'POST', url, headers }, keys));
    }
    return Promise.resolve('2 requests');
  });
}
