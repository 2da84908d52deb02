// The built command `verify`, on a folder and on a bucket: its exit status and its output.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../../cli/verify/outcome';
import { reporterEnvironment } from '../../../local/function/reporter';
import { runCli, type Ended } from '../run-cli';
import type { Account } from '../../e2e/account';
import { Files, makeArchive } from './archive';

let account: Account;
let files: Files;
beforeAll(async () => {
  account = await makeArchive();
  files = new Files(join(account.folder, 'session-archive'));
});
afterEach(() => {
  files.restore();
});
afterAll(() => account.close());

function run(...args: string[]): Promise<Ended> {
  const { ssm, s3 } = account;
  return runCli(args, { env: reporterEnvironment({ ssm, s3, bucket: 'unused', regions: ['eu-west-1'] }) });
}

async function runJson(...args: string[]): Promise<Outcome & { status: number | null }> {
  const { status, out } = await run('verify', ...args, '--json');
  return { ...(JSON.parse(out) as Outcome), status };
}

const anObject = async () => (await account.manifests())[0]?.objects[0]?.key ?? '';

test('says what a whole archive holds, and exits with 0', async () => {
  const { status, out, err } = await run('verify', files.folder);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(/^notice leftover-object: history\/v1\/.*\n {2}No manifest lists it\.$/m);
  expect(out).toMatch(
    /^123456789012 us-east-1: 12 snapshots from 20260131T010000Z to 20260202T080000Z\n {2}[\d,]+ records in \d+ objects/m,
  );
  expect(out).toMatch(/^ {2}head 123456789012\/eu-west-1\/20260202T080000Z=[0-9a-f]{64}$/m);
  expect(out).toMatch(/: WHOLE\. 0 problems, \d+ notices\.$/m);
});

test('names a problem and what to do, and exits with 1', async () => {
  const key = await anObject();
  files.write(key, null);
  const { status, out } = await run('verify', files.folder);
  expect(status).toBe(1);
  expect(out).toContain(
    `problem object-missing: ${key}\n  A manifest lists it, but it is missing.\n  -> Look for a delete marker`,
  );
  expect(out).toMatch(/: NOT WHOLE\. 1 problem, /);
});

test('never prints a value of a record', async () => {
  const reasons = (await account.records()).flatMap(({ reason, owner, session_id: id }) => [reason, owner, id]);
  files.write(await anObject(), 'not gzip');
  const { out, err } = await run('verify', files.folder, '--json');
  const texts = new Set(reasons.filter((text): text is string => typeof text === 'string' && text.length > 12));
  expect(texts.size).toBeGreaterThan(100);
  expect([...texts].filter((text) => `${out}${err}`.includes(text))).toEqual([]);
});

test.each([
  ['no archive', ['verify'], /missing required argument 'archive'/],
  ['a missing folder', ['verify', '/no/such/folder'], /The archive '\/no\/such\/folder' is not a folder/],
  [
    'a bucket with a prefix',
    ['verify', 's3://bucket/prefix'],
    /The archive is 's3:\/\/bucket\/prefix': give s3:\/\/BUCKET/,
  ],
  ['a missing bucket', ['verify', 's3://no-such-bucket'], /NoSuchBucket/],
  ['an unknown option', ['verify', '.', '--fast'], /unknown option '--fast'/],
  ['an invalid day', ['verify', '.', '--from', 'May'], /'May' is invalid.* Write a day as yyyy-MM-dd/],
  ['an invalid head', ['verify', '.', '--head', 'abc'], /The head is 'abc': give it as verify printed it/],
  [
    'a period that ends before it begins',
    ['verify', '.', '--from', '2026-02-02', '--to', '2026-02-01'],
    /--from is later than --to/,
  ],
  ['a folder and --quick', ['verify', '.', '--quick'], /--quick needs a bucket/],
  ['a folder without an archive', ['verify', __dirname], /There is no archive/],
  [
    'an invalid catalog',
    ['verify', '.', '--catalog', 'package.json'],
    /The catalog is not the output of `aws glue get-table/,
  ],
])('exits with 2 and a message: %s', async (_, args, message) => {
  const { status, out, err } = await run(...args);
  expect(status).toBe(2);
  expect(`${out}${err}`).toMatch(message);
});

test('finds the same in a bucket as in a folder', async () => {
  const folder = await runJson(files.folder);
  const bucket = await runJson('s3://session-archive');
  expect(bucket).toEqual({ ...folder, archive: 's3://session-archive' });
  expect(bucket.status).toBe(0);
});

test('--quick downloads no listed objects, and finds an object whose checksum in S3 is wrong', async () => {
  const before = account.s3.requests.length;
  expect(await runJson('s3://session-archive', '--quick')).toMatchObject({ status: 0, verdict: 'whole' });
  const got = account.s3.requests.slice(before).filter(({ method, key }) => method === 'GET' && key.endsWith('.gz'));
  // Leftovers have no expected hash, so --quick reads only them.
  const leftovers = (await runJson(files.folder)).findings.map(({ key }) => key);
  expect(got.map(({ key }) => key).sort()).toEqual([...leftovers].sort());

  const key = await anObject();
  const [manifest] = await account.keys('manifests/');
  const text = files.read(manifest ?? '').toString();
  const { sha256 = '' } = (await account.manifests())[0]?.objects.find((object) => object.key === key) ?? {};
  files.write(manifest ?? '', text.replace(sha256, sha256.replace(/./g, 'a')));
  const outcome = await runJson('s3://session-archive', '--quick');
  expect(outcome).toMatchObject({ status: 1 });
  expect(outcome.findings).toContainEqual(expect.objectContaining({ code: 'object-changed', key }));
});

test('a period and a Region limit what is verified, also if manifests before the period are gone', async () => {
  const manifests = await account.keys('manifests/');
  for (const key of manifests.filter((manifest) => manifest.includes('2026-01-31'))) files.write(key, null);
  expect(await runJson(files.folder)).toMatchObject({ status: 1 });
  const outcome = await runJson(files.folder, '--from', '2026-02-01', '--to', '2026-02-01', '--region', 'eu-west-1');
  expect(outcome).toMatchObject({ status: 0, findings: [] });
  expect(outcome.scopes).toEqual([
    expect.objectContaining({
      region: 'eu-west-1',
      firstSnapshotId: '20260201T000000Z',
      lastSnapshotId: '20260201T150000Z',
    }),
  ]);
});

test('a period without snapshots gets the verdict NO SNAPSHOT and exit status 0', async () => {
  const { status, out } = await run('verify', files.folder, '--from', '2027-01-01', '--to', '2027-01-31');
  expect(status).toBe(0);
  expect(out).toMatch(/^notice no-snapshot: manifests\/v1\/account_id=123456789012\/region=us-east-1\/$/m);
  expect(out).toMatch(/: NO SNAPSHOT\. 0 problems, 2 notices\.$/m);
  expect(out).not.toContain('WHOLE');
});

test('a Region without an archive gets the verdict "could not tell" and exit status 2', async () => {
  const head = `123456789012/eu-west-1/20260131T010000Z=${'0'.repeat(64)}`;
  expect(await runJson(files.folder, '--region', 'eu-west-9', '--head', head)).toMatchObject({
    status: 2,
    verdict: 'could not tell',
    error: 'There is no archive here, or it holds nothing of what you asked for.',
  });
});

test('with --catalog, verify finds objects that queries cannot see', async () => {
  const table = (accounts: string, regions: string, days: string) => {
    const file = join(account.folder, 'table.json');
    const parameters = {
      'projection.account_id.values': accounts,
      'projection.region.values': regions,
      'projection.start_date.range': days,
    };
    writeFileSync(file, JSON.stringify({ Table: { Name: 'history_records', Parameters: parameters } }));
    return runJson(files.folder, '--catalog', file);
  };
  expect(await table('123456789012', 'eu-west-1,us-east-1', '2018-09-01,NOW+1DAY')).toMatchObject({ status: 0 });
  const unseen = async (...projection: [string, string, string]) =>
    (await table(...projection)).findings.filter(({ code }) => code === 'not-in-catalog').map(({ key }) => key);
  expect(await unseen('123456789012', 'eu-west-1', '2018-09-01,NOW+1DAY')).toEqual([
    'history/v1/account_id=123456789012/region=us-east-1/',
  ]);
  expect(await unseen('111122223333', 'eu-west-1,us-east-1', '2018-09-01,NOW+1DAY')).toHaveLength(2);
  expect((await unseen('123456789012', 'eu-west-1,us-east-1', '2026-01-02,NOW+1DAY')).length).toBeGreaterThan(0);
});

test('--head accepts a head as verify printed it, and finds a wrong one', async () => {
  const { scopes } = await runJson(files.folder);
  const { head } = scopes[0] ?? {};
  const printed = `123456789012/eu-west-1/${head?.snapshotId ?? ''}=${head?.sha256 ?? ''}`;
  expect(await runJson(files.folder, '--head', printed)).toMatchObject({ status: 0 });
  expect(await runJson(files.folder, '--head', printed.replace(/=.*/, `=${'0'.repeat(64)}`))).toMatchObject({
    status: 1,
    findings: expect.arrayContaining([expect.objectContaining({ code: 'head-missing' })]) as unknown,
  });
});

test('the help names the exit statuses', async () => {
  const { status, out } = await run('verify', '--help');
  expect(status).toBe(0);
  expect(out).toMatch(/0 {2}whole[^]*1 {2}not whole[^]*2 {2}could not tell/);
});
