import { strict as assert } from 'node:assert';
import { sign, type Signed } from '../../local/alibaba/signer';
import { HOSTILE_TEXTS } from '../../../local/world/cast';
import type { Progress } from '../../trino/progress';
import { officialAuthorization } from './authorization';

const KEY = { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' };

/**
 * The official signer makes the documented signature. The signer in the tests of the stand-in makes the same
 * signatures.
 */
export async function checkSignatures(progress: Progress): Promise<void> {
  console.log("\nSignatures compared with those of Alibaba Cloud's SDK for Node.js");
  await progress.check('the SDK makes the signature of the example in the documentation', () => {
    const documented = {
      action: 'RunInstances',
      query: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
      host: 'ecs.cn-shanghai.aliyuncs.com',
      date: new Date('2023-10-26T10:22:32Z'),
      nonce: '3156853299f313e23d1673dc12e1703d',
    };
    assert.match(
      official(sign({ ...documented, key: KEY })),
      /,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/,
    );
    return Promise.resolve(undefined);
  });
  await progress.check('the tests of the stand-in sign as the SDK does', () => {
    const requests = HOSTILE_TEXTS.map((text) =>
      sign({
        action: 'DescribeTerminalSessions',
        query: { RegionId: 'cn-hangzhou', 'Tag.1.Key': text, Tag: "a b*c+d/e=f&g:h~!'()", NextToken: '' },
        key: { ...KEY, securityToken: 'CAIS+/=' },
        contentType: 'application/x-www-form-urlencoded',
        body: text,
      }),
    );
    for (const request of requests) assert.equal(official(request), request.headers.authorization);
    return Promise.resolve(`${requests.length} requests`);
  });
}

/** The official signature of a request that the tests' signer has signed with `KEY`. */
function official({ method, path, headers, body }: Signed): string {
  return officialAuthorization({ method, url: `http://localhost${path}`, headers, body }, KEY);
}
