import { DescribeSessionsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { fixedSource } from '../../../local/world/sessions';
import type { SsmFault } from '../../../local/ssm/faults';
import { startSsm, type LocalSsm, type SsmOptions } from '../../../local/ssm/server';

const source = fixedSource({
  History: Array.from({ length: 6 }, (_, i) => ({ SessionId: `s${i}`, StartDate: 1000 - i })),
});
let now = 0;
let ssm: LocalSsm | undefined;
let client: SSMClient;

afterEach(async () => {
  client.destroy();
  await ssm?.stop();
});

async function start(options: Partial<SsmOptions>) {
  ssm = await startSsm({ source, clock: () => now, ...options });
  client = new SSMClient({
    endpoint: ssm.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

async function page(NextToken?: string) {
  const answer = await client.send(new DescribeSessionsCommand({ State: 'History', MaxResults: 2, NextToken }));
  return { ids: answer.Sessions?.map(({ SessionId }) => SessionId).join(' '), token: answer.NextToken };
}

/** The ids of at most `limit` pages, with the fault on the second call. */
async function pagesWith(fault: SsmFault, limit = 9) {
  let call = 0;
  await start({ fault: () => (++call === 2 ? fault : undefined) });
  const pages = [];
  let token: string | undefined;
  do {
    const got = await page(token);
    pages.push(got);
    token = got.token;
  } while (token !== undefined && pages.length < limit);
  return pages;
}

test.each<[SsmFault, object]>([
  ['throttle', { name: 'ThrottlingException', message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } }],
  ['error500', { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } }],
  ['expiredToken', { name: 'InvalidNextToken' }],
  ['cut', { message: expect.stringContaining('aborted') as string }],
  ['truncated', { name: 'SyntaxError' }],
  ['garbage', { name: 'SyntaxError' }],
])('%s fails the call', async (fault, error) => {
  await start({ fault: () => fault });
  await expect(page()).rejects.toMatchObject(error);
});

test('noSessions is a 200 without Sessions', async () => {
  await start({ fault: () => 'noSessions' });
  expect(await page()).toEqual({ ids: undefined, token: undefined });
});

test('repeatToken: the second page comes with the token that asked for it', async () => {
  const [first, second] = await pagesWith('repeatToken', 2);
  expect(second).toEqual({ ids: 's2 s3', token: first?.token });
});

test.each<[SsmFault, string[]]>([
  ['emptyPage', ['s0 s1', '', 's2 s3', 's4 s5']],
  ['duplicate', ['s0 s1', 's2 s3 s3', 's3 s4', 's5']],
  ['disorder', ['s0 s1', 's3 s2', 's4 s5']],
])('%s spoils the pages and loses nothing', async (fault, ids) => {
  expect((await pagesWith(fault)).map((got) => got.ids)).toEqual(ids);
});

test('latency and slow answers take the configured time', async () => {
  await start({ latencyMs: 30, fault: () => ({ slowMs: 30 }) });
  const before = performance.now();
  await page();
  expect(performance.now() - before).toBeGreaterThan(58);
});

test('tokens expire by the clock', async () => {
  now = 1000;
  await start({ tokenLifetimeMs: 500 });
  const { token } = await page();
  now = 1500;
  expect((await page(token)).ids).toBe('s2 s3');
  now = 1501;
  await expect(page(token)).rejects.toMatchObject({ name: 'InvalidNextToken' });
});

test('more calls a second than allowed are throttled, and later calls succeed', async () => {
  await start({ requestsPerSecond: 2 });
  const burst = await Promise.allSettled(Array.from({ length: 12 }, () => page()));
  const refused = burst.filter(({ status }) => status === 'rejected').length;
  expect(refused).toBeGreaterThan(0);
  expect(refused).toBeLessThanOrEqual(10);
  await new Promise((resolve) => setTimeout(resolve, 600));
  await page();
  expect(ssm?.calls.filter(({ error }) => error === 'ThrottlingException')).toHaveLength(refused);
});
