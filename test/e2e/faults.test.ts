// Faults that fail a run: it ends with a named error, writes no manifest and overwrites nothing, and a later run
// succeeds.
import { DAY_MS, HOUR_MS } from '../../lambda/time';
import type { SsmRequest } from '../../local/ssm/server';
import type { SsmFault } from '../../local/ssm/faults';
import { createWorld } from '../../local/world/world';
import { Account, ACCOUNT, REGION } from './account';

const start = Date.UTC(2026, 0, 31, 1);
const OTHER = 'us-east-1';
const regions = [REGION, OTHER] as const;
const world = createWorld({ seed: 2, accountId: ACCOUNT, regions, sessions: 900, from: start - 30 * DAY_MS });

let account: Account;
beforeEach(async () => {
  account = await Account.open({ source: world, regions: [...regions] });
  account.now = start;
});
afterEach(() => account.close());

/** Every call in REGION that `when` selects meets the fault. Calls in the other Region are answered correctly. */
function spoil(fault: SsmFault, when: (request: SsmRequest) => boolean = () => true): void {
  account.ssmFault = (request) => (request.region === REGION && when(request) ? fault : undefined);
}

async function expectFailure(message: RegExp): Promise<void> {
  const failure = account.run();
  await expect(failure).rejects.toMatchObject({ name: 'RunFailed' });
  await expect(failure).rejects.toThrow(/^Snapshot 20260131T010000Z failed in 1 of 2 Regions: eu-west-1 \(/);
  await expect(failure).rejects.toThrow(message);
  const manifests = await account.manifests();
  expect(manifests.map(({ region }) => region)).toEqual([OTHER]);
}

/** Delivers the same event again, as Lambda does, and then the next one. */
async function expectRecovery(): Promise<void> {
  account.ssmFault = account.s3Fault = undefined;
  const before = new Map(
    await Promise.all((await account.keys()).map(async (key) => [key, await account.read(key)] as const)),
  );
  expect((await account.run()).snapshots.map(({ mode }) => mode)).toEqual(['full', 'full']);
  for (const [key, body] of before) expect((await account.read(key)).equals(body)).toBe(true);
  const list = world.sessions(REGION, 'History', start);
  const shown = Array.from({ length: list.length }, (_, i) => list.at(i)?.SessionId as string).sort();
  const relied =
    (await account.manifests()).find(({ region }) => region === REGION)?.objects.map(({ key }) => key) ?? [];
  const history = (await account.records(relied)).filter((record) => record.session_state === 'History');
  expect(history.map((record) => record.session_id as string).sort()).toEqual(shown);
  account.now = start + HOUR_MS;
  expect((await account.run()).snapshots.map(({ mode }) => mode)).toEqual(['incremental', 'incremental']);
}

const onSecondPage = (state: string) => (request: SsmRequest) => request.state === state && request.hasToken;

test.each<[string, SsmFault, ((request: SsmRequest) => boolean) | undefined, RegExp]>([
  [
    'throttling until retries run out',
    'throttle',
    undefined,
    /ScanIncomplete: .* page 1 of the Active sessions: ThrottlingException: Rate exceeded/,
  ],
  [
    'HTTP 500 until retries run out',
    'error500',
    onSecondPage('History'),
    /ScanIncomplete: .* page 2 of the History sessions: InternalServerError/,
  ],
  [
    'a connection cut in the middle of a body',
    'cut',
    onSecondPage('History'),
    /ScanIncomplete: .* page 2 of the History sessions: .*(aborted|ECONNRESET)/,
  ],
  [
    'a body that is not JSON',
    'garbage',
    onSecondPage('History'),
    /ScanIncomplete: .*page 2 of the History sessions is not JSON/,
  ],
  ['half a body', 'truncated', onSecondPage('History'), /ScanIncomplete: .*is not JSON/],
  ['an answer without Sessions', 'noSessions', onSecondPage('History'), /ScanIncomplete: .*has no list of Sessions/],
  [
    'a repeated token',
    'repeatToken',
    onSecondPage('History'),
    /ScanIncomplete: SSM repeated a NextToken at page 2 of the History sessions/,
  ],
  ['tokens that always expire', 'expiredToken', onSecondPage('History'), /ScanIncomplete: .*InvalidNextToken/],
])('a run fails, and its retry recovers, from %s', async (_, fault, when, message) => {
  spoil(fault, when);
  await expectFailure(message);
  await expectRecovery();
});

test.each([
  [
    'an object of records',
    'history/',
    { status: 403, code: 'AccessDenied' },
    /ArchiveFailed: S3 PutObject of s3:\/\/session-archive\/history\/.* AccessDenied/,
  ],
  [
    'the manifest',
    'manifests/',
    { status: 503, code: 'SlowDown' },
    /ArchiveFailed: S3 PutObject of s3:\/\/session-archive\/manifests\/.* SlowDown/,
  ],
] as const)('a run fails, and its retry recovers, if S3 refuses to write %s', async (_, prefix, fault, message) => {
  account.s3Fault = ({ method, key }) =>
    method === 'PUT' && key.startsWith(prefix) && key.includes(`region=${REGION}`) ? fault : undefined;
  await expectFailure(message);
  await expectRecovery();
});

test('an expired token does not fail the run, and no session is missing', async () => {
  let times = 0;
  spoil('expiredToken', (request) => onSecondPage('History')(request) && (times += 1) === 1);
  await account.run();
  expect(times).toBeGreaterThan(0);
  await expectRecoveryOfRunThatSucceeded();
});

test.each<SsmFault>(['emptyPage', 'duplicate', 'disorder'])(
  '%s does not end a scan, and no session is missing',
  async (fault) => {
    spoil(fault, (request) => request.state === 'History' && !request.hasToken);
    await account.run();
    await expectRecoveryOfRunThatSucceeded();
  },
);

/** The archive holds all of History, whatever the run met. */
async function expectRecoveryOfRunThatSucceeded(): Promise<void> {
  const list = world.sessions(REGION, 'History', start);
  const shown = new Set(Array.from({ length: list.length }, (_, i) => list.at(i)?.SessionId as string));
  const keys = (await account.keys('history/')).filter((key) => key.includes(`region=${REGION}`));
  expect(new Set((await account.records(keys)).map((record) => record.session_id))).toEqual(shown);
}

describe('before the first call', () => {
  test.each([
    [{ scheduledTime: 'noon' }, /scheduledTime is "noon"/],
    [{ mode: 'fast' }, /mode is "fast"/],
    ['{}', /event is "\{\}"/],
  ])('a bad event %j fails with EventError', async (event, message) => {
    const failure = account.reporter.invoke(event, { now: start });
    await expect(failure).rejects.toMatchObject({ name: 'EventError' });
    await expect(failure).rejects.toThrow(message);
    expect([account.ssm.calls, account.s3.requests]).toEqual([[], []]);
  });

  test.each([
    [{ ARCHIVE_BUCKET: '' }, /ARCHIVE_BUCKET is ''/],
    [{ REGIONS: 'eu-west-1,mars' }, /REGIONS is 'eu-west-1,mars'/],
  ])('a bad environment %j fails with ConfigurationError', async (environment, message) => {
    const misconfigured = await Account.open({ source: world, environment });
    try {
      const failure = misconfigured.reporter.invoke({}, { now: start });
      await expect(failure).rejects.toMatchObject({ name: 'ConfigurationError' });
      await expect(failure).rejects.toThrow(message);
      expect([misconfigured.ssm.calls, misconfigured.s3.requests]).toEqual([[], []]);
    } finally {
      await misconfigured.close();
    }
  });
});
