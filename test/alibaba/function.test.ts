// The built function, from AWS's signed token or a secret to the archive in S3. It runs in real time, because keys
// expire.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAlibaba, type LocalAlibaba } from '../../local/alibaba/server';
import { createTerminalWorld } from '../../local/alibaba/world';
import { startReporter, type LocalReporter } from '../../local/function/reporter';
import { listen, readBody, type Loopback } from '../../local/loopback';
import { startS3, type LocalS3 } from '../../local/s3/server';
import { DAY_MS } from '../../lambda/time';
import { FolderStore } from '../../cli/stores/folder-store';
import { problemsOf, verifyStore } from '../cli/verify/verified';
import { ACCOUNT, REGION } from './region';

const BUNDLE = join(__dirname, '..', '..', 'assets', 'alibaba-reporter', 'index.mjs');
const BUCKET = 'session-archive';
const AUDIENCE = 'sts.aliyuncs.com';
const ISSUER = 'https://issuer.example';
const ROLE = {
  ALIBABA_ROLE_ARN: `acs:ram::${ACCOUNT}:role/session-reporter`,
  ALIBABA_OIDC_PROVIDER_ARN: `acs:ram::${ACCOUNT}:oidc-provider/aws`,
  ALIBABA_OIDC_AUDIENCE: AUDIENCE,
};
const SECRET = { ALIBABA_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-AbCdEf' };

const folder = mkdtempSync(join(tmpdir(), 'alibaba-function-'));
let cloud: LocalAlibaba;
let aws: Loopback;
let s3: LocalS3;
/** A secret that is no other word in the log. */
const KEY = { accessKeyId: 'alibaba-key', accessKeySecret: 'alibaba-secret' };
let secretText = JSON.stringify(KEY);
/** The bodies of all requests to AWS. */
const asked: string[] = [];

beforeAll(async () => {
  const from = Date.now() - 30 * DAY_MS;
  const source = createTerminalWorld({ seed: 6, accountId: ACCOUNT, regions: [REGION], sessions: 150, from });
  const { ALIBABA_ROLE_ARN: roleArn, ALIBABA_OIDC_PROVIDER_ARN: oidcProviderArn } = ROLE;
  const federation = { roleArn, oidcProviderArn, issuer: ISSUER, audience: AUDIENCE };
  cloud = await startAlibaba({ accountId: ACCOUNT, source, clock: Date.now, federation, key: KEY });
  s3 = await startS3({ folder, buckets: [BUCKET] });
  aws = await listen(async (message, response) => {
    const body = (await readBody(message)).toString();
    asked.push(body);
    const isSecret = String(message.headers['x-amz-target']).endsWith('GetSecretValue');
    response.writeHead(200, { 'content-type': isSecret ? 'application/x-amz-json-1.1' : 'text/xml' });
    response.end(isSecret ? JSON.stringify({ SecretString: secretText }) : webIdentityToken());
  });
});
afterAll(async () => {
  await Promise.all([cloud.stop(), aws.stop(), s3.stop()]);
  rmSync(folder, { recursive: true });
});

/** AWS's answer to GetWebIdentityToken. Nothing here checks the token's signature. */
function webIdentityToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'arn:aws:iam::123456789012:role/reporter',
    iat: now,
    exp: now + 300,
  };
  const token = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`;
  return `<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult><WebIdentityToken>${token}</WebIdentityToken></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`;
}

async function withFunction<T>(env: Record<string, string>, work: (reporter: LocalReporter) => Promise<T>): Promise<T> {
  const reporter = startReporter({
    bundle: BUNDLE,
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_STS: aws.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
      AWS_MAX_ATTEMPTS: '2',
      ALIBABA_ECS_ENDPOINT: cloud.url,
      ALIBABA_STS_ENDPOINT: cloud.url,
      ARCHIVE_BUCKET: BUCKET,
      REGIONS: REGION,
      ALIBABA_ACCOUNT_ID: ACCOUNT,
      ...env,
    },
  });
  return work(reporter).finally(reporter.stop);
}

test.each([
  [
    'a token of AWS, exchanged for a RAM role',
    ROLE,
    /Action=GetWebIdentityToken.*Audience\.member\.1=sts\.aliyuncs\.com/,
  ],
  ['a secret', SECRET, /secret:key-AbCdEf/],
])('archives the sessions with %s, which it fetches once', async (_, env, call) => {
  asked.length = 0;
  await withFunction(env, async (reporter) => {
    const answer = (await reporter.invoke({})) as { snapshots: { records: number; manifestKey: string }[] };
    expect(answer.snapshots).toMatchObject([{ region: REGION }]);
    expect(answer.snapshots[0]?.manifestKey).toContain(`account_id=${ACCOUNT}/region=${REGION}/`);
    // The warm function still has its keys. The names of snapshots differ from second to second.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await reporter.invoke({});
    const log = reporter.log.join('\n');
    expect(log).toContain('"UnseenSeconds":0');
    expect(log).not.toContain(KEY.accessKeySecret);
  });
  expect(asked).toEqual([expect.stringMatching(call) as string]);
  expect(problemsOf(await verifyStore(new FolderStore(join(folder, BUCKET))))).toEqual([]);
});

test('refuses a wrong environment by name and value, before any call', async () => {
  const calls = cloud.calls.length;
  const refused = async (env: Record<string, string>, message: RegExp) =>
    expect(withFunction(env, (reporter) => reporter.invoke({}))).rejects.toThrow(message);
  await refused({ ...ROLE, ALIBABA_ACCOUNT_ID: '123456789012' }, /ALIBABA_ACCOUNT_ID is '123456789012': .* 16 digits/);
  await refused({}, /ALIBABA_ROLE_ARN is ''/);
  await refused({ ...ROLE, REGIONS: '' }, /REGIONS is ''/);
  await refused({ ...ROLE, ALIBABA_OIDC_AUDIENCE: '' }, /ALIBABA_OIDC_AUDIENCE is ''/);
  expect(cloud.calls).toHaveLength(calls);
});

test('names a useless secret or role, and quotes nothing of the secret', async () => {
  secretText = '{"accessKeyId": "topsecret"}';
  const run = async (env: Record<string, string>) => {
    const error: unknown = await withFunction(env, (reporter) => reporter.invoke({})).catch(
      (thrown: unknown) => thrown,
    );
    return String(error);
  };
  const ofSecret = await run(SECRET);
  expect(ofSecret).toMatch(/secret:key-AbCdEf must hold JSON/);
  expect(ofSecret).not.toContain('topsecret');
  expect(await run({ ...ROLE, ALIBABA_ROLE_ARN: `acs:ram::${ACCOUNT}:role/other` })).toMatch(/EntityNotExist\.Role/);
});
