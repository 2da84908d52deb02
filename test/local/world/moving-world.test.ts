import { DescribeSessionsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startSsm } from '../../../local/ssm/server';
import { createWorld } from '../../../local/world/world';

const HOUR = 3_600_000;

test.each(['before-paging', 'after-paging'] as const)(
  'while time passes between pages, filtering %s, no remaining session is missed or seen twice',
  async (filtering) => {
    const from = Date.UTC(2026, 0, 1);
    const started = from + 40 * 24 * HOUR;
    let now = started;
    const world = createWorld({ seed: 3, accountId: '123456789012', regions: ['eu-west-1'], sessions: 1000, from });
    const ssm = await startSsm({ source: world, clock: () => now, filtering });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new SSMClient({ endpoint: ssm.url, region: 'eu-west-1', credentials });

    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new DescribeSessionsCommand({ State: 'History', MaxResults: 50, NextToken }));
      seen.push(...(page.Sessions ?? []).map(({ SessionId }) => SessionId));
      NextToken = page.NextToken;
      now += HOUR / 2;
    } while (NextToken !== undefined);
    client.destroy();
    await ssm.stop();

    const remembered = 30 * 24 * HOUR;
    const stayed = world
      .truth('eu-west-1', started)
      .filter(({ endMs }) => endMs <= started && endMs + remembered > now);
    expect(stayed.length).toBeGreaterThan(600);
    const ids = new Set(seen);
    expect(stayed.filter(({ sessionId }) => !ids.has(sessionId))).toEqual([]);
    expect(ids.size).toBe(seen.length);
  },
);
