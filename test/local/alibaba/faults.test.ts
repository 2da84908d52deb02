import { everyNth, type AlibabaFault } from '../../../local/alibaba/faults';
import { fixedTerminalSource } from '../../../local/alibaba/sessions';
import { startAlibaba, type AlibabaRequest, type LocalAlibaba } from '../../../local/alibaba/server';
import { describePage } from './client';

const sessions = Array.from({ length: 6 }, (_, i) => ({
  SessionId: `s${i}`,
  CreationTime: `2026-01-0${6 - i}T00:00:00Z`,
}));
let server: LocalAlibaba;

afterEach(() => server.stop());

async function start(fault: (request: AlibabaRequest) => AlibabaFault | undefined) {
  server = await startAlibaba({
    accountId: '1234567890123456',
    source: fixedTerminalSource({ 'cn-hangzhou': sessions }),
    clock: () => Date.UTC(2026, 0, 10),
    order: 'newest-first',
    fault,
  });
}

/** The ids and tokens of at most `limit` pages, with the fault on the second call. */
async function pagesWith(fault: AlibabaFault, limit = 9) {
  let call = 0;
  await start(() => (++call === 2 ? fault : undefined));
  const pages = [];
  let token: string | undefined = '';
  do {
    const { ids, token: next } = await describePage(server, { MaxResults: '2', NextToken: token });
    pages.push({ ids: ids?.join(' '), token: next });
    token = next;
  } while (token !== undefined && token !== '' && pages.length < limit);
  return pages;
}

test.each<[AlibabaFault, number, string]>([
  ['throttleUser', 400, 'Throttling.User'],
  ['throttle', 429, 'Throttling'],
  ['throttleApi', 503, 'Throttling.Api'],
  ['error500', 500, 'InternalError'],
  ['unavailable', 503, 'ServiceUnavailable'],
  ['expiredToken', 400, 'InvalidParameter.NextToken'],
  ['denied', 403, 'Forbidden.RAM'],
])('%s is answered %d %s', async (fault, status, code) => {
  await start(() => fault);
  expect(await describePage(server)).toMatchObject({ status, code });
});

test.each<[AlibabaFault, object]>([
  ['garbage', { status: 200, text: '<html>Bad Gateway</html>' }],
  ['truncated', { status: 200, text: expect.stringMatching(/^\{"RequestId".*[^}]$/) as string, json: {} }],
  ['noSessions', { status: 200, json: { RequestId: expect.any(String) as string }, sessions: undefined }],
  ['notArray', { status: 200, sessions: {} }],
])('%s breaks the answer', async (fault, broken) => {
  await start(() => fault);
  expect(await describePage(server)).toMatchObject(broken);
});

test('cut breaks the connection', async () => {
  await start(() => 'cut');
  await expect(describePage(server)).rejects.toThrow('aborted');
});

test('repeatToken: the second page comes with the token that asked for it', async () => {
  const [first, second] = await pagesWith('repeatToken', 2);
  expect(second).toEqual({ ids: 's2 s3', token: first?.token });
});

test.each<[AlibabaFault, string[]]>([
  ['emptyPage', ['s0 s1', '', 's2 s3', 's4 s5']],
  ['duplicate', ['s0 s1', 's2 s3 s3', 's3 s4', 's5']],
])('%s spoils the pages and loses nothing', async (fault, ids) => {
  expect((await pagesWith(fault)).map((got) => got.ids)).toEqual(ids);
});

test('slow answers take the configured time', async () => {
  await start(() => ({ slowMs: 60 }));
  const before = performance.now();
  await describePage(server);
  expect(performance.now() - before).toBeGreaterThan(58);
});

test('everyNth makes every nth call fail', async () => {
  await start(everyNth(3, 'throttle'));
  for (let i = 0; i < 7; i++) await describePage(server);
  expect(server.calls.map(({ status }) => status)).toEqual([200, 200, 429, 200, 200, 429, 200]);
});

test('a fault can be chosen by action and parameters', async () => {
  const asked: AlibabaRequest[] = [];
  await start((request) => void asked.push(request));
  await describePage(server);
  expect(asked).toMatchObject([{ action: 'DescribeTerminalSessions', parameters: { RegionId: 'cn-hangzhou' } }]);
});
