// The built command `snapshot --source alibaba-ecs` on the stand-in.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_KEY, startAlibaba, type LocalAlibaba } from '../../local/alibaba/server';
import { createTerminalWorld } from '../../local/alibaba/world';
import { DAY_MS } from '../../lambda/time';
import { runCli } from '../cli/run-cli';
import { ACCOUNT, REGION } from './region';

const folder = mkdtempSync(join(tmpdir(), 'alibaba-command-'));
let cloud: LocalAlibaba;
beforeAll(async () => {
  const from = Date.now() - 30 * DAY_MS;
  const source = createTerminalWorld({ seed: 4, accountId: ACCOUNT, regions: [REGION], sessions: 250, from });
  cloud = await startAlibaba({ accountId: ACCOUNT, source, clock: Date.now });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

const KEYS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: LOCAL_KEY.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: LOCAL_KEY.accessKeySecret,
};
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runCli(args, {
    cwd: folder,
    env: {
      HOME: folder,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '2',
      ALIBABA_ECS_ENDPOINT: cloud.url,
      ALIBABA_STS_ENDPOINT: cloud.url,
      ...env,
    },
  });
const snapshot = ['snapshot', 'copy', '--source', 'alibaba-ecs'];

test('saves what Alibaba Cloud shows, and then what is new; verify, ask and sessions read it', async () => {
  const first = await run([...snapshot, '--region', REGION], KEYS);
  expect(first.err).toContain(`Account ${ACCOUNT}, ${REGION}, into new folder`);
  expect(first.out).toMatch(/^cn-hangzhou: full snapshot, \d+ records from 3 pages\n/);
  expect(first.out).toContain('Alibaba Cloud forgets sessions after 30 days');
  expect(first.status).toBe(0);
  const second = await run([...snapshot, '--json'], { ...KEYS, ALIBABA_CLOUD_REGION_ID: REGION });
  expect(JSON.parse(second.out)).toMatchObject({ source: 'alibaba-ecs', accountId: ACCOUNT, failed: [] });
  expect((await run(['verify', 'copy'])).out).toMatch(/WHOLE\. 0 problems/);
  const count = await run(['ask', 'copy', "SELECT count(*) AS n FROM sessions WHERE source = 'alibaba-ecs'"]);
  expect(count.out).toMatch(/\d{2,}/);
  const listed = await run(['sessions', 'copy', '--account', ACCOUNT, '--state', 'Active', '--output', 'json']);
  const { Sessions: sessions } = JSON.parse(listed.out) as { Sessions: { SessionId: string }[] };
  expect(sessions.length).toBeGreaterThan(0);
});

test('takes the keys of a profile of the aliyun command line, and refuses a profile without keys', async () => {
  mkdirSync(join(folder, '.aliyun'), { recursive: true });
  const profile = {
    name: 'audit',
    mode: 'AK',
    access_key_id: LOCAL_KEY.accessKeyId,
    access_key_secret: LOCAL_KEY.accessKeySecret,
    region_id: REGION,
  };
  const config = { current: 'default', profiles: [profile, { name: 'role', mode: 'EcsRamRole' }] };
  writeFileSync(join(folder, '.aliyun', 'config.json'), JSON.stringify(config));
  expect(await run([...snapshot, '--profile', 'audit'])).toMatchObject({ status: 0 });
  const role = await run([...snapshot, '--profile', 'role']);
  expect(role.err).toMatch(/Profile 'role' of Alibaba Cloud has the mode EcsRamRole/);
  expect(role.status).toBe(2);
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['no keys', ['--region', REGION], {}, /Keys of Alibaba Cloud are missing: set ALIBABA_CLOUD_ACCESS_KEY_ID/],
  ['no Region', [], KEYS, /No Region is set: give --region NAME/],
  ['all Regions', ['--all-regions'], KEYS, /--all-regions works for AWS only/],
  [
    'wrong keys',
    ['--region', REGION],
    { ...KEYS, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'guessed' },
    /SignatureDoesNotMatch/,
  ],
  [
    'another account',
    ['--region', REGION, '--account', '9999999999999999'],
    KEYS,
    /belong to account 1234567890123456/,
  ],
])('says what to do: %s', async (_, args, env, message) => {
  const { status, err } = await run([...snapshot, ...args], env);
  expect(err).toMatch(message);
  expect(err).not.toContain('guessed');
  expect(status).toBe(2);
});
