import { fixedTerminalSource, type Order } from '../../../local/alibaba/sessions';
import { startAlibaba, type AlibabaOptions, type LocalAlibaba } from '../../../local/alibaba/server';
import { DAY } from '../../../local/world/calendar';
import type { WireSession } from '../../../local/world/sessions';
import { describePage, pagesOf } from './client';

const NOW = Date.UTC(2026, 0, 31);
let server: LocalAlibaba | undefined;

afterEach(async () => server?.stop());

/** The nth session, created n minutes ago. */
function session(n: number, more: object = {}): WireSession {
  return {
    SessionId: `s-${n}`,
    CreationTime: new Date(NOW - n * 60_000).toISOString().replace('.000', ''),
    Connections: { Connection: [{ InstanceId: `i-${n % 3}`, Status: 'Connected' }] },
    ...more,
  };
}
const many = (count: number) => Array.from({ length: count }, (_, n) => session(n));

async function start(sessions: readonly WireSession[], options: Partial<AlibabaOptions> = {}): Promise<LocalAlibaba> {
  server = await startAlibaba({
    accountId: '1234567890123456',
    source: fixedTerminalSource({ 'cn-hangzhou': sessions, 'cn-beijing': [session(999)] }),
    clock: () => NOW,
    ...options,
  });
  return server;
}

test('returns the sessions of the requested Region, exactly as the source has them', async () => {
  const odd = { SessionId: 's-odd', Username: 'quo"te \u2028 \u0000 😀', Unknown: { deep: [1] }, Connections: null };
  const alibaba = await start([odd]);
  const { type, json } = await describePage(alibaba);
  expect([type, json]).toEqual([
    'application/json;charset=utf-8',
    { RequestId: expect.any(String) as string, NextToken: '', Sessions: { Session: [odd] } },
  ]);
  expect((await describePage(alibaba, { RegionId: 'cn-beijing' })).ids).toEqual(['s-999']);
});

test('pages hold 10 sessions, or the requested number, and all pages together hold every session once', async () => {
  const alibaba = await start(many(237));
  for (const [size, expected] of [
    [undefined, 10],
    ['1', 1],
    ['100', 100],
  ] as const) {
    const pages = await pagesOf(alibaba, size === undefined ? {} : { MaxResults: size }, 300);
    expect(pages.slice(0, -1).every((page) => page.length === expected)).toBe(true);
    expect(new Set(pages.flat()).size).toBe(237);
    expect(pages.flat()).toHaveLength(237);
  }
});

test('the order is unrelated to time but stable, unless another one is configured', async () => {
  const inOrder = many(50).map(({ SessionId }) => SessionId);
  const read = async (order?: Order) => {
    const alibaba = await start(many(50), order && { order });
    const pages = await pagesOf(alibaba, { MaxResults: '7' });
    await alibaba.stop();
    return pages.flat();
  };
  const scrambled = await read();
  expect(await read()).toEqual(scrambled);
  expect(scrambled).not.toEqual(inOrder);
  expect([...scrambled].reverse()).not.toEqual(inOrder);
  expect(await read('newest-first')).toEqual(inOrder);
  expect(await read('oldest-first')).toEqual([...inOrder].reverse());
});

test('sessions that come and go do not shift later pages', async () => {
  let sessions = many(40);
  const alibaba = await start([], { source: { sessions: () => sessions }, order: 'newest-first' });
  const first = await describePage(alibaba, { MaxResults: '20' });
  sessions = [session(-1), session(-2), ...sessions.slice(5)];
  const second = await describePage(alibaba, { MaxResults: '20', NextToken: first.token ?? '' });
  expect(second.ids).toEqual(
    many(40)
      .slice(20)
      .map(({ SessionId }) => SessionId),
  );
});

test('sessions of the same second that disappear do not hide older ones', async () => {
  const same = (name: string) => ({ ...session(1), SessionId: name });
  let sessions = [same('a'), same('b'), same('c'), ...many(9).slice(2)];
  const alibaba = await start([], { source: { sessions: () => sessions }, order: 'newest-first' });
  const { ids, token = '' } = await describePage(alibaba, { MaxResults: '2' });
  expect(ids).toEqual(['a', 'b']);
  sessions = sessions.slice(2);
  const rest = (await describePage(alibaba, { NextToken: token })).ids;
  expect(rest).toEqual(
    many(9)
      .slice(2)
      .map(({ SessionId }) => SessionId),
  );
});

test('filters on session and instance', async () => {
  const alibaba = await start(many(30));
  expect((await pagesOf(alibaba, { SessionId: 's-7' })).flat()).toEqual(['s-7']);
  expect((await pagesOf(alibaba, { InstanceId: 'i-1', MaxResults: '3' })).flat()).toHaveLength(10);
  expect((await pagesOf(alibaba, { InstanceId: 'i-1', SessionId: 's-7' })).flat()).toEqual(['s-7']);
  expect((await pagesOf(alibaba, { InstanceId: 'i-2', SessionId: 's-7' })).flat()).toEqual([]);
});

test.each<[string, Record<string, string>]>([
  ['400 MissingRegionId', { RegionId: '' }],
  ['404 InvalidRegionId.NotFound', { RegionId: 'eu-west-1' }],
  ['400 InvalidParameter.MaxResults', { MaxResults: '0' }],
  ['400 InvalidParameter.MaxResults', { MaxResults: '101' }],
  ['400 InvalidParameter.MaxResults', { MaxResults: 'many' }],
  ['400 InvalidParameter.NextToken', { NextToken: 'nonsense' }],
])('%s for %j', async (expected, query) => {
  const { status, code } = await describePage(await start(many(1)), query);
  expect(`${status} ${String(code)}`).toBe(expected);
});

test('a token belongs to its Region and filters, and expires by the clock', async () => {
  let now = NOW;
  const alibaba = await start(many(30), { clock: () => now, tokenLifetimeMs: 1000 });
  const { token = '' } = await describePage(alibaba);
  const refused = { code: 'InvalidParameter.NextToken' };
  expect(await describePage(alibaba, { NextToken: token, InstanceId: 'i-1' })).toMatchObject(refused);
  expect(await describePage(alibaba, { NextToken: token, RegionId: 'cn-beijing' })).toMatchObject(refused);
  now += 1000;
  expect((await describePage(alibaba, { NextToken: token })).ids).toHaveLength(10);
  now += 1;
  expect(await describePage(alibaba, { NextToken: token })).toMatchObject(refused);
});

test('the last page has an empty token, or none', async () => {
  expect((await describePage(await start(many(1)))).json).toHaveProperty('NextToken', '');
  await server?.stop();
  expect((await describePage(await start(many(1), { lastToken: 'absent' }))).json).not.toHaveProperty('NextToken');
});

test('the cap removes the oldest successful sessions, but not failed ones and those without connections', async () => {
  const failed = { Connections: { Connection: [{ Status: 'Failed' }] } };
  const half = { Connections: { Connection: [{ Status: 'Failed' }, { Status: 'Terminated' }] } };
  const sessions = [
    session(1),
    session(9, failed),
    session(2, half),
    session(8, { Connections: { Connection: [] } }),
    session(3),
    session(4),
  ];
  const ids = async (cap?: number) => {
    const pages = await pagesOf(await start(sessions, cap === undefined ? {} : { cap }));
    await server?.stop();
    return pages.flat().sort().join(' ');
  };
  expect(await ids(2)).toBe('s-1 s-2 s-8 s-9');
  expect(await ids()).toBe('s-1 s-2 s-3 s-4 s-8 s-9');
});

test('a thousand successful sessions are kept by default', async () => {
  const pages = await pagesOf(await start(many(1003)), { MaxResults: '100' });
  expect(pages).toHaveLength(10);
  expect(pages.flat()).toEqual(expect.not.arrayContaining(['s-1000', 's-1001', 's-1002']));
});

test('sessions are forgotten 30 days after their creation, or after the configured time', async () => {
  let now = NOW + 29 * DAY;
  const alibaba = await start([session(0), { SessionId: 'undated' }], { clock: () => now });
  expect((await pagesOf(alibaba)).flat()).toHaveLength(2);
  now = NOW + 30 * DAY;
  expect((await pagesOf(alibaba)).flat()).toEqual(['undated']);
  await alibaba.stop();
  expect((await pagesOf(await start(many(3), { retentionMs: 90_000 }))).flat().sort()).toEqual(['s-0', 's-1']);
});

test('the log holds every call', async () => {
  const alibaba = await start(many(3));
  await describePage(alibaba, { MaxResults: '2' });
  await describePage(alibaba, { NextToken: 'nonsense' });
  const common = { action: 'DescribeTerminalSessions', accessKeyId: 'local' };
  const parameters = { RegionId: 'cn-hangzhou', MaxResults: '2' };
  expect(alibaba.calls).toEqual([
    { ...common, parameters, status: 200, error: undefined, returned: 2 },
    {
      ...common,
      parameters: { RegionId: 'cn-hangzhou', NextToken: 'nonsense' },
      status: 400,
      error: 'InvalidParameter.NextToken',
      returned: 0,
    },
  ]);
});
