// The built bundle with REGIONS=all takes snapshots of the Regions that are enabled in AWS Account Management when a
// run starts.
import { HOUR_MS, DAY_MS } from '../../lambda/time';
import { startAccountManagement, type RegionStatus } from '../../local/account-server';
import type { Loopback } from '../../local/loopback';
import { createWorld } from '../../local/world/world';
import { Account, ACCOUNT } from './account';

const start = Date.UTC(2026, 0, 31, 1);
const names = ['eu-west-1', 'us-east-1', 'ap-east-1', 'me-south-1', 'af-south-1'] as const;
const world = createWorld({ seed: 5, accountId: ACCOUNT, regions: names, sessions: 6, from: start - 30 * DAY_MS });

type Line = Readonly<Record<string, unknown>>;

let management: Loopback;
let account: Account;
let regions: Record<string, RegionStatus> | undefined;

beforeAll(async () => {
  management = await startAccountManagement({ regions: () => regions, pageSize: 2 });
  account = await Account.open({
    source: world,
    regions: ['eu-west-1'],
    environment: { REGIONS: 'all', AWS_ENDPOINT_URL_ACCOUNT: management.url },
  });
  account.now = start;
});
afterAll(async () => {
  await account.close();
  await management.stop();
});

/**
 * A run an hour after the last one. Returns the Regions of its answer, in order, or the error, and the lines that it
 * printed.
 */
async function run(): Promise<{ regions: unknown[]; error: string; lines: Line[] }> {
  account.now += HOUR_MS;
  const from = account.reporter.log.length;
  let error = '';
  const answer = await account.run().catch((thrown: unknown) => {
    error = `${(thrown as Error).name}: ${(thrown as Error).message}`;
    return { snapshots: [] };
  });
  const printed = account.reporter.log.slice(from).filter((line) => line.startsWith('{'));
  return {
    regions: answer.snapshots.map(({ region }) => region),
    error,
    lines: printed.map((line) => JSON.parse(line) as Line),
  };
}

const warnings = (lines: Line[]) => lines.filter(({ level }) => level === 'WARN');

test('takes a snapshot of every enabled Region, and of no other', async () => {
  regions = {
    'ap-east-1': 'DISABLED',
    'eu-west-1': 'ENABLED_BY_DEFAULT',
    'af-south-1': 'ENABLING',
    'me-south-1': 'ENABLED',
    'us-east-1': 'DISABLING',
  };
  const { regions: taken, lines } = await run();
  expect(taken).toEqual(['eu-west-1', 'me-south-1']);
  // The other Regions were never archived, so no session is missed.
  expect(warnings(lines)).toEqual([]);
});

test('takes a snapshot of a newly enabled Region, and warns about a disabled one without failing', async () => {
  regions = { ...regions, 'ap-east-1': 'ENABLED', 'me-south-1': 'DISABLED' };
  const { regions: taken, lines } = await run();
  expect(taken).toEqual(['ap-east-1', 'eu-west-1']);
  expect(warnings(lines)).toEqual([
    expect.objectContaining({
      message: 'Snapshot not taken',
      region: 'me-south-1',
      snapshotId: '20260131T030000Z',
      reason: 'the Region was archived before, and is not enabled in the account',
    }),
  ]);
  const manifests = await account.manifests();
  expect(manifests.map(({ region, snapshot_id: id, mode }) => `${region} ${id} ${mode}`)).toEqual([
    'ap-east-1 20260131T030000Z full',
    'eu-west-1 20260131T020000Z full',
    'eu-west-1 20260131T030000Z incremental',
    'me-south-1 20260131T020000Z full',
  ]);
});

test('warns about a disabled Region for as long as SSM may remember sessions in it', async () => {
  account.now += 29 * DAY_MS;
  expect(warnings((await run()).lines)).toHaveLength(1);
  account.now += 3 * DAY_MS;
  expect(warnings((await run()).lines)).toEqual([]);
});

test.each([
  [
    'ListRegions is denied',
    undefined,
    /^RegionsUnknown: ListRegions of AWS .* failed for good: AccessDeniedException: /,
  ],
  ['no Region is enabled', {}, /^RegionsUnknown: ListRegions of AWS .* names no enabled Region/],
  ['a name is no Region', { '../x': 'ENABLED' as const }, /^RegionsUnknown: .*'\.\.\/x' is not the name of a Region/],
])('fails with RegionsUnknown, and calls SSM in no Region, if %s', async (_, answer, message) => {
  regions = answer;
  const calls = account.ssm.calls.length;
  expect((await run()).error).toMatch(message);
  expect(account.ssm.calls).toHaveLength(calls);
});

// This test is the last one, because throttled calls make the SDK slower for a while.
test('reports metrics for all Regions together, and for none alone', async () => {
  regions = { 'eu-west-1': 'ENABLED', 'ap-east-1': 'ENABLED' };
  account.ssmFault = ({ region }) => (region === 'ap-east-1' ? 'throttle' : undefined);
  const failed = await run();
  account.ssmFault = undefined;
  const complete = await run();
  const metrics = (lines: Line[]) => lines.filter((line) => '_aws' in line);
  expect(metrics(failed.lines)).toEqual([
    expect.objectContaining({ service: 'reporter', region: 'all', SnapshotComplete: 0, FailedAttempts: 2 }),
  ]);
  expect(metrics(complete.lines)).toEqual([
    expect.objectContaining({ region: 'all', SnapshotComplete: 1, FailedAttempts: 0, LongestMissing: 0 }),
  ]);
  expect(failed.error).toMatch(/^RunFailed: Snapshot \w+ failed in 1 of 2 Regions: ap-east-1 \(/);
});
