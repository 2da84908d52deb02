import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { fixedTerminalSource } from '../../../local/alibaba/sessions';
import { startAlibaba, type AlibabaOptions, type LocalAlibaba } from '../../../local/alibaba/server';
import { callAlibaba, send } from './client';

const NOW = Date.UTC(2026, 0, 31, 1);
const ACCOUNT = '1234567890123456';
const ISSUER = 'https://f00dbabe.tokens.sts.example.com';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const CLAIMS = { iss: ISSUER, aud: 'alibaba', sub: 'arn:aws:iam::1:role/a', iat: NOW / 1000, exp: NOW / 1000 + 300 };
const PARAMETERS = {
  Action: 'AssumeRoleWithOIDC',
  Version: '2015-04-01',
  Format: 'JSON',
  RoleArn: `acs:ram::${ACCOUNT}:role/session-archive`,
  OIDCProviderArn: `acs:ram::${ACCOUNT}:oidc-provider/aws`,
  RoleSessionName: 'reporter',
};

let now = NOW;
let server: LocalAlibaba;

async function start(options: Partial<AlibabaOptions> = {}) {
  server = await startAlibaba({
    accountId: ACCOUNT,
    source: fixedTerminalSource({ 'cn-hangzhou': [] }),
    clock: () => NOW,
    wallClock: () => now,
    federation: {
      roleArn: PARAMETERS.RoleArn,
      oidcProviderArn: PARAMETERS.OIDCProviderArn,
      issuer: ISSUER,
      audience: 'alibaba',
      subject: CLAIMS.sub,
      publicKey,
    },
    ...options,
  });
}
beforeEach(() => {
  now = NOW;
});
afterEach(() => server.stop());

function jwt(claims: object = {}, alg = 'RS256'): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const signed = `${part({ alg, typ: 'JWT', kid: '1' })}.${part({ ...CLAIMS, ...claims })}`;
  return `${signed}.${signBytes('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** An unsigned call in the older style, as a form. */
async function assume(changes: Record<string, string> = {}) {
  const answer = await send(server.url, {
    method: 'POST',
    path: '/',
    headers: { host: new URL(server.url).host, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...PARAMETERS, OIDCToken: jwt(), ...changes }).toString(),
  });
  return { ...answer, outcome: `${answer.status} ${String(answer.json.Code)}` };
}

async function temporaryKey(changes: Record<string, string> = {}) {
  const { json } = await assume(changes);
  const { Credentials } = json as { readonly Credentials: Readonly<Record<string, string>> };
  const { AccessKeyId = '', AccessKeySecret = '', SecurityToken = '', Expiration = '' } = Credentials;
  return {
    key: { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken },
    Expiration,
  };
}

test('a token is exchanged for a temporary key, which the stand-in accepts until it expires', async () => {
  await start();
  const { key, Expiration } = await temporaryKey({ DurationSeconds: '900' });
  expect(Expiration).toBe('2026-01-31T01:15:00Z');
  const describe = (changes: object = {}) =>
    callAlibaba(server, {
      action: 'DescribeTerminalSessions',
      query: { RegionId: 'cn-hangzhou' },
      date: new Date(now),
      key: { ...key, ...changes },
    }).then(({ status, json }) => `${status} ${String(json.Code)}`);
  expect(await describe()).toBe('200 undefined');
  expect(await describe({ securityToken: undefined })).toBe('400 MissingSecurityToken');
  expect(await describe({ securityToken: 'x' })).toBe('400 InvalidSecurityToken.MismatchWithAccessKey');
  now += 899_000;
  expect(await describe()).toBe('200 undefined');
  now += 1000;
  expect(await describe()).toBe('400 InvalidSecurityToken.Expired');
});

test('the answer names the assumed role and the issuer and subject of the token', async () => {
  await start();
  expect((await assume()).json).toMatchObject({
    Credentials: { Expiration: '2026-01-31T02:00:00Z' },
    AssumedRoleUser: { Arn: `acs:ram::${ACCOUNT}:assumed-role/session-archive/reporter` },
    OIDCTokenInfo: { Issuer: ISSUER, Subject: CLAIMS.sub, ClientIds: 'alibaba' },
  });
});

test.each<[string, Record<string, string>]>([
  ['400 MissingRoleArn', { RoleArn: '' }],
  ['400 MissingOIDCProviderArn', { OIDCProviderArn: '' }],
  ['400 MissingOIDCToken', { OIDCToken: '' }],
  ['400 MissingRoleSessionName', { RoleSessionName: '' }],
  ['400 InvalidParameter.RoleSessionName', { RoleSessionName: 'a b' }],
  ['400 InvalidParameter.DurationSeconds', { DurationSeconds: '899' }],
  ['400 InvalidParameter.DurationSeconds', { DurationSeconds: '3601' }],
  ['401 AuthenticationFail.NoPermission', { OIDCProviderArn: `acs:ram::${ACCOUNT}:oidc-provider/other` }],
  ['404 EntityNotExist.Role', { RoleArn: `acs:ram::${ACCOUNT}:role/other` }],
  ['401 AuthenticationFail.OIDCToken.Invalid', { OIDCToken: 'a.b' }],
  ['401 AuthenticationFail.OIDCToken.Invalid', { OIDCToken: 'a.b.c' }],
  ['401 AuthenticationFail.OIDCToken.Invalid', { OIDCToken: jwt({}, 'HS256') }],
  ['401 AuthenticationFail.OIDCToken.InvalidSignature', { OIDCToken: `${jwt().slice(0, -4)}AAAA` }],
  ['401 AuthenticationFail.OIDCToken.IssuerNotMatch', { OIDCToken: jwt({ iss: 'https://example.com' }) }],
  ['401 AuthenticationFail.OIDCToken.AudienceNotMatch', { OIDCToken: jwt({ aud: ['other'] }) }],
  ['401 AuthenticationFail.OIDCToken.Expired', { OIDCToken: jwt({ exp: NOW / 1000 }) }],
  ['401 AuthenticationFail.NoPermission', { OIDCToken: jwt({ sub: 'arn:aws:iam::1:role/b' }) }],
  ['400 MissingVersion', { Version: '' }],
])('%s for %j', async (expected, changes) => {
  await start();
  expect((await assume(changes)).outcome).toBe(expected);
});

test('without a configured role, the call is refused', async () => {
  await start({ federation: undefined });
  expect((await assume()).outcome).toBe('401 AuthenticationFail.NoPermission');
});

test('without Format=JSON, the answer is XML', async () => {
  await start();
  expect(await assume({ Format: '' })).toMatchObject({ status: 200, type: 'text/xml;charset=utf-8', json: {} });
  expect(await assume({ Format: '', RoleArn: '' })).toMatchObject({ status: 400, type: 'text/xml;charset=utf-8' });
});

test('GetCallerIdentity names the owner of the key', async () => {
  await start();
  const identity = async (key?: object) => {
    const request = { action: 'GetCallerIdentity', version: '2015-04-01', date: new Date(now) };
    return (await callAlibaba(server, { ...request, ...(key && { key: key as never }) })).json;
  };
  const RequestId = expect.any(String) as string;
  expect(await identity()).toEqual({
    RequestId,
    AccountId: ACCOUNT,
    IdentityType: 'RAMUser',
    PrincipalId: '200000000000000001',
    UserId: '200000000000000001',
    Arn: `acs:ram::${ACCOUNT}:user/local`,
  });
  expect(await identity((await temporaryKey()).key)).toEqual({
    RequestId,
    AccountId: ACCOUNT,
    IdentityType: 'AssumedRoleUser',
    PrincipalId: '300000000000000001:reporter',
    RoleId: '300000000000000001',
    Arn: `acs:ram::${ACCOUNT}:assumed-role/session-archive/reporter`,
  });
});
