// The built command `snapshot` on folders and buckets, compared with the built function.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../../../cli/snapshot/outcome';
import { formatSnapshotId, HOUR_MS } from '../../../lambda/time';
import { ACCOUNT, REGIONS, Surroundings } from './surroundings';

let around: Surroundings;
beforeAll(async () => {
  around = await Surroundings.open(['by-command', 'by-function', 'by-function-2']);
});
afterEach(() => {
  around.ssmFault = undefined;
  around.accountId = ACCOUNT;
});
afterAll(() => around.close());

/** A snapshot's name has the resolution of a second. */
const nextSecond = () => sleep(1000 - (Date.now() % 1000) + 5);

async function expectWhole(archive: string, notices = /WHOLE\. 0 problems, 0 notices/): Promise<void> {
  const { status, out } = await around.run(['verify', archive]);
  expect(out).toMatch(notices);
  expect(status).toBe(0);
}

test('writes into a folder and into a bucket what the function writes, in full and in incremental snapshots', async () => {
  const places = [
    { archive: 'copy', folder: around.path('copy'), bucket: 'by-function' },
    { archive: 's3://by-command', folder: around.bucketFolder('by-command'), bucket: 'by-function-2' },
  ];
  for (const hours of [0, 3]) {
    around.now += hours * HOUR_MS;
    await Promise.all(places.map(async ({ archive, bucket }) => around.invoke(bucket, await around.snapshot(archive))));
    await nextSecond();
  }
  for (const { archive, folder, bucket } of places) {
    const held = around.held(folder);
    expect([...held.keys()].filter((key) => key.startsWith('manifests/'))).toHaveLength(4);
    expect([...held.values()].join('').match(/"session_id":"/g)?.length).toBeGreaterThan(500);
    expect(held).toEqual(around.held(around.bucketFolder(bucket)));
    await expectWhole(archive);
  }
});

test('the function continues an archive of the command, and the command one of the function', async () => {
  await nextSecond();
  await around.invoke('by-command', formatSnapshotId(Date.now()));
  await nextSecond();
  const { out, status } = await around.run(['snapshot', 's3://by-command']);
  expect(out).toMatch(/^eu-west-1: incremental snapshot, \d+ records from \d pages\n {2}manifests\/v1\/.*\.json$/m);
  expect(status).toBe(0);
  await expectWhole('s3://by-command');
});

test('says first which account and Region it reads, then what it has done and what to do next', async () => {
  const { status, out, err } = await around.run(['snapshot', 'new', '--account', ACCOUNT]);
  expect(err).toBe(
    `Account 123456789012, eu-west-1, into new folder ${around.path('new')}\n` +
      'eu-west-1: reads all of History (no snapshot before this one in the last 31 days)\n',
  );
  expect(out).toMatch(
    /^eu-west-1: full snapshot, \d+ records from \d pages\n.*\n\nnew: snapshot \w+ of account 123456789012 is complete in 1 of 1 Region\.\n\n {2}npx cdk-ssm-session-archive verify new /,
  );
  expect(status).toBe(0);
});

test('every client uses the credentials and the Region of --profile', async () => {
  const file = around.path('config');
  const credentials = { Version: 1, AccessKeyId: 'of-profile', SecretAccessKey: 'secret' };
  const command = `${process.execPath} -p 'JSON.stringify(${JSON.stringify(credentials)})'`;
  writeFileSync(file, `[profile audit]\nregion = us-east-1\ncredential_process = ${command}\n`);
  const environment = {
    AWS_CONFIG_FILE: file,
    AWS_REGION: undefined,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
  };
  const { status, err } = await around.run(['snapshot', 'profile', '--profile', 'audit'], environment);
  expect(err).toContain('Account 123456789012, us-east-1, into new folder');
  expect(status).toBe(0);
});

test('three runs at once on one folder all succeed, with one chain', async () => {
  const ended = await Promise.all([1, 2, 3].map(() => around.run(['snapshot', 'shared'])));
  expect(ended.map(({ status }) => status)).toEqual([0, 0, 0]);
  await expectWhole('shared', /WHOLE\. 0 problems/);
});

test.each(['1 before', '3 before', '4 after'])(
  'a run after one that was killed %s creating a file by link leaves the archive whole',
  async (moment) => {
    const folder = `killed ${moment}`;
    const preload = join(__dirname, 'kill-at-link.cjs');
    const killed = await around.run(['snapshot', folder], {
      NODE_OPTIONS: `--require "${preload}"`,
      KILL_AT_LINK: moment,
    });
    expect(killed.status).toBeNull();
    expect(readdirSync(around.path(join(folder, '.incomplete'))).length).toBeGreaterThan(0);
    await nextSecond();
    expect((await around.run(['snapshot', folder])).status).toBe(0);
    await expectWhole(folder, /WHOLE\. 0 problems/);
  },
);

test('Ctrl-C stops the command, which says how to continue; complete snapshots stay', async () => {
  around.ssmFault = ({ region }) => (region === 'us-east-1' ? { slowMs: 4_000 } : undefined);
  const args = ['snapshot', 'stopped', '--region', 'eu-west-1', '--region', 'us-east-1'];
  const begin = Date.now();
  const { status, out, err } = await around.run(args, {}, (child) => {
    const manifests = join(around.path('stopped'), 'manifests');
    const timer = setInterval(() => {
      if (!existsSync(manifests)) return;
      clearInterval(timer);
      child.kill('SIGINT');
    }, 20);
  });
  expect(Date.now() - begin).toBeLessThan(4_000);
  expect(err).toContain('Stopping: ');
  expect(out).toMatch(/^eu-west-1: full snapshot, [^]*^us-east-1: STOPPED\. Stopped before everything was read\.$/m);
  expect(out).toContain('Nothing is lost');
  expect(status).toBe(1);
  await expectWhole('stopped', /WHOLE\. 0 problems/);
});

test('a Region that fails is named with advice, and the other Regions are complete', async () => {
  around.ssmFault = ({ region }) => (region === 'us-east-1' ? 'denied' : undefined);
  const args = ['snapshot', 'partly', '--region', 'eu-west-1', '--region', 'us-east-1', '--json'];
  const { status, out } = await around.run(args);
  const outcome = JSON.parse(out) as Outcome;
  expect(outcome).toMatchObject({ archive: 'partly', accountId: ACCOUNT, stopped: false, notTaken: [] });
  expect(outcome.snapshots).toMatchObject([{ region: 'eu-west-1', mode: 'full' }]);
  expect(outcome.failed).toEqual([
    {
      region: 'us-east-1',
      error: expect.stringMatching(/^ScanIncomplete: DescribeSessions failed .*: AccessDeniedException: /) as string,
      advice: 'Allow ssm:DescribeSessions on * for these credentials.',
    },
  ]);
  expect(status).toBe(1);
});

test('--all-regions reads the enabled Regions, and names an archived one that is no longer enabled', async () => {
  around.enabled = { [REGIONS[0]]: 'ENABLED_BY_DEFAULT', [REGIONS[1]]: 'ENABLED' };
  await around.run(['snapshot', 'all', '--all-regions']);
  around.enabled = { ...around.enabled, [REGIONS[1]]: 'DISABLED' };
  await nextSecond();
  const { status, out, err } = await around.run(['snapshot', 'all', '--all-regions']);
  expect(err).toContain('Account 123456789012, all enabled Regions, into folder');
  expect(err).toMatch(/^us-east-1: no snapshot: the Region was archived before, and is not enabled/m);
  expect(out).toContain('is complete in 1 of 1 Region.');
  expect(status).toBe(0);
});

describe('exits with 2, without a call to SSM and without a new file:', () => {
  const absent = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  test.each([
    [
      'another account',
      ['none', '--account', '111122223333'],
      {},
      /belong to account 123456789012, but --account is 1111/,
    ],
    ['no credentials', ['none'], absent, /CredentialsProviderError[^]*-> Sign in \(aws sso login\), give --profile/],
    [
      'an unknown profile',
      ['none', '--profile', 'audit'],
      {},
      /The account of the credentials of profile 'audit' is unknown/,
    ],
    ['no Region', ['none'], { AWS_REGION: undefined }, /No Region is set: give --region NAME, set AWS_REGION/],
    [
      'a folder with something else',
      ['other'],
      {},
      /'other' holds something other than an archive: 'notes\.txt'\. Give/,
    ],
    ['a file', ['other/notes.txt'], {}, /is a file: give a folder/],
    ['a bucket with a prefix', ['s3://bucket/prefix'], {}, /'s3:\/\/bucket\/prefix': give s3:\/\/BUCKET/],
    ['an invalid Region', ['none', '--region', 'Ireland'], {}, /'Ireland' is invalid.* Write a Region as in eu-west-1/],
    [
      'all Regions and one Region',
      ['none', '--region', 'eu-west-1', '--all-regions'],
      {},
      /'--all-regions' cannot be used with/,
    ],
    ['no archive', [], {}, /missing required argument 'archive'/],
    [
      'a wrong environment variable',
      ['none'],
      { MAX_CONCURRENCY: '0' },
      /MAX_CONCURRENCY is '0': it must be a whole number/,
    ],
  ])('%s', async (_, args, environment, message) => {
    mkdirSync(around.path('other'), { recursive: true });
    writeFileSync(around.path('other/notes.txt'), 'mine');
    const calls = around.ssm.calls.length;
    const { status, out, err } = await around.run(['snapshot', ...args], environment);
    expect(err).toMatch(message);
    expect({ status, out, calls: around.ssm.calls.length }).toEqual({ status: 2, out: '', calls });
    expect(existsSync(around.path('none'))).toBe(false);
  });
});

test('credentials that AWS refuses end the command with 2', async () => {
  around.accountId = undefined;
  const { status, err } = await around.run(['snapshot', 'none']);
  expect(err).toMatch(
    /sts:GetCallerIdentity\): InvalidClientTokenId.*\n {2}-> AWS does not know these credentials in that Region/,
  );
  expect(status).toBe(2);
});

test('the help names the exit statuses and the needed permissions', async () => {
  const { status, out } = await around.run(['snapshot', '--help']);
  expect(status).toBe(0);
  expect(out).toMatch(
    /ssm:DescribeSessions[^]*0 {2}complete[^]*1 {2}incomplete[^]*2 {2}not started[^]*Every hour, from cron/,
  );
});
