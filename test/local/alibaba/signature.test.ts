import { fixedTerminalSource } from '../../../local/alibaba/sessions';
import { startAlibaba, type LocalAlibaba } from '../../../local/alibaba/server';
import { callAlibaba, send } from './client';
import { sign, type Signed, type Unsigned } from './signer';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 31, 1);
let now = NOW;
let server: LocalAlibaba;

beforeAll(async () => {
  server = await startAlibaba({
    accountId: '1234567890123456',
    source: fixedTerminalSource({ 'cn-hangzhou': [] }),
    clock: () => NOW,
    wallClock: () => now,
  });
});
beforeEach(() => {
  now = NOW;
});
afterAll(() => server.stop());

function good(changes: Partial<Unsigned> = {}): Signed {
  return sign({
    action: 'DescribeTerminalSessions',
    query: { RegionId: 'cn-hangzhou', MaxResults: '100', SessionId: "a b*c+d/e=f&g:h~!'()é漢" },
    host: new URL(server.url).host,
    date: new Date(NOW),
    ...changes,
  });
}
const codeOf = async (request: Signed) => {
  const { status, json } = await send(server.url, request);
  return `${status} ${String(json.Code)}`;
};

test('the signer of these tests makes the signature of the example in the documentation', () => {
  const { headers } = sign({
    action: 'RunInstances',
    query: { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' },
    host: 'ecs.cn-shanghai.aliyuncs.com',
    date: new Date('2023-10-26T10:22:32Z'),
    nonce: '3156853299f313e23d1673dc12e1703d',
    key: { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' },
  });
  expect(headers.authorization).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;' +
      'x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

test('a signed request is answered, with parameters in the query or in a form', async () => {
  expect(await codeOf(good())).toBe('200 undefined');
  const form = { contentType: 'application/x-www-form-urlencoded', body: 'RegionId=cn-hangzhou', query: {} };
  expect(await codeOf(good(form))).toBe('200 undefined');
});

test('parameters may be sent in another order than they are signed in', async () => {
  const { path, ...signed } = good();
  const reversed = path.slice(2).split('&').reverse().join('&');
  expect(await codeOf({ ...signed, path: `/?${reversed}` })).toBe('200 undefined');
});

test('a request with any change after signing is refused', async () => {
  const headers = (changes: Record<string, string>) => {
    const request = good();
    return { ...request, headers: { ...request.headers, ...changes } };
  };
  const signed = good();
  const changed: Record<string, Signed> = {
    method: { ...signed, method: 'PUT' },
    value: { ...signed, path: signed.path.replace('cn-hangzhou', 'cn-beijing') },
    'additional parameter': { ...signed, path: `${signed.path}&InstanceId=i-1` },
    'missing parameter': { ...signed, path: signed.path.replace('MaxResults=100&', '') },
    nonce: headers({ 'x-acs-signature-nonce': 'another' }),
    date: headers({ 'x-acs-date': '2026-01-31T01:00:01Z' }),
    host: headers({ host: 'ecs.cn-beijing.aliyuncs.com' }),
    signature: headers({ authorization: (signed.headers.authorization ?? '').replace(/.{4}$/, '0000') }),
    body: { ...signed, body: 'x' },
    'hash in the header': good({ contentHash: 'e3b0c442' }),
    secret: good({ key: { accessKeyId: 'local', accessKeySecret: 'guessed' } }),
  };
  for (const [what, request] of Object.entries(changed))
    expect([what, await codeOf(request)]).toEqual([what, '400 SignatureDoesNotMatch']);
  expect(await codeOf({ ...signed, path: signed.path.replace('/?', '/other?') })).toBe('404 InvalidAction.NotFound');
});

test('missing, malformed and unsigned headers are refused', async () => {
  const signed = good();
  const without = (name: string) => ({
    ...signed,
    headers: Object.fromEntries(Object.entries(signed.headers).filter(([key]) => key !== name)),
  });
  const withHeaders = (headers: Record<string, string>) => ({ ...signed, headers: { ...signed.headers, ...headers } });
  expect(await codeOf(without('authorization'))).toBe('400 MissingAuthorization');
  expect(await codeOf(without('x-acs-action'))).toBe('400 MissingAction');
  expect(await codeOf(without('x-acs-version'))).toBe('400 MissingVersion');
  expect(await codeOf(without('x-acs-date'))).toBe('400 Missingx-acs-date');
  expect(await codeOf(without('x-acs-signature-nonce'))).toBe('400 Missingx-acs-signature-nonce');
  expect(await codeOf(without('x-acs-content-sha256'))).toBe('400 Missingx-acs-content-sha256');
  expect(await codeOf(withHeaders({ authorization: 'Bearer x' }))).toBe('400 IncompleteSignature');
  expect(await codeOf(withHeaders({ 'x-acs-unsigned': 'x' }))).toBe('400 IncompleteSignature');
  expect(await codeOf(withHeaders({ 'content-type': 'text/plain' }))).toBe('400 IncompleteSignature');
  const disordered = (signed.headers.authorization ?? '').replace('host;x-acs-action', 'x-acs-action;host');
  expect(await codeOf(withHeaders({ authorization: disordered }))).toBe('400 IncompleteSignature');
});

test('a date may be 15 minutes off, and must have the documented format', async () => {
  for (const minutes of [-15, 15])
    expect(await codeOf(good({ date: new Date(NOW + minutes * MINUTE) }))).toBe('200 undefined');
  for (const minutes of [-15.02, 15.02])
    expect(await codeOf(good({ date: new Date(NOW + minutes * MINUTE) }))).toBe('400 InvalidTimeStamp.Expired');
  const signed = good();
  const headers = { ...signed.headers, 'x-acs-date': 'Sat, 31 Jan 2026 01:00:00 GMT' };
  expect(await codeOf({ ...signed, headers })).toBe('400 InvalidTimeStamp.Format');
});

test('a nonce is good once in 15 minutes', async () => {
  expect(await codeOf(good({ nonce: 'once' }))).toBe('200 undefined');
  expect(await codeOf(good({ nonce: 'once' }))).toBe('400 SignatureNonceUsed');
  now = NOW + 15 * MINUTE;
  expect(await codeOf(good({ nonce: 'once', date: new Date(now) }))).toBe('200 undefined');
});

test('an unknown key or action is refused, with an error in the documented form', async () => {
  expect(await codeOf(good({ key: { accessKeyId: 'other', accessKeySecret: 'local' } }))).toBe(
    '404 InvalidAccessKeyId.NotFound',
  );
  expect(await codeOf(good({ key: { accessKeyId: 'local', accessKeySecret: 'local', securityToken: 'x' } }))).toBe(
    '400 InvalidSecurityToken.MismatchWithAccessKey',
  );
  expect(await codeOf(good({ version: '2015-04-01' }))).toBe('404 InvalidAction.NotFound');
  const { status, type, json } = await callAlibaba(server, { action: 'StartTerminalSession', date: new Date(NOW) });
  expect([status, type, json]).toEqual([
    404,
    'application/json;charset=utf-8',
    {
      RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/) as string,
      HostId: new URL(server.url).host,
      Code: 'InvalidAction.NotFound',
      Message: expect.stringContaining('StartTerminalSession') as string,
      Recommend: 'https://api.aliyun.com/troubleshoot?q=InvalidAction.NotFound',
    },
  ]);
});
