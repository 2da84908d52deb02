import fc from 'fast-check';
import { adviceOn } from '../../../cli/snapshot/advice';
import { summarize, toText } from '../../../cli/snapshot/outcome';
import { startProgress } from '../../../cli/snapshot/progress';
import { ArchiveFailed, describeError, ScanIncomplete, TimeLimitReached } from '../../../lambda/errors';
import type { RegionOutcome } from '../../../lambda/snapshots';

const run = {
  archive: './copy',
  source: 'aws-ssm',
  accountId: '123456789012',
  snapshotId: '20260131T010000Z',
  stopped: false,
  notTaken: [],
} as const;

const done = (region: string, manifestKey: string | null = 'manifests/key'): RegionOutcome => ({
  status: 'fulfilled',
  region,
  value: { region, snapshotId: run.snapshotId, mode: 'full', records: 1234, pages: 1, manifestKey },
});
const failed = (region: string, reason: unknown): RegionOutcome => ({ status: 'rejected', region, reason });

const scanFailed = (error: string) =>
  describeError(new ScanIncomplete(`DescribeSessions failed for good at page 1 of the Active sessions: ${error}`));

test.each([
  [scanFailed('AccessDeniedException: not authorized'), /Allow ssm:DescribeSessions on \*/],
  [scanFailed('ThrottlingException: Rate exceeded'), /throttled the calls/],
  [scanFailed('Error: getaddrinfo ENOTFOUND ssm.eu-wets-1.amazonaws.com'), /cannot be resolved/],
  [scanFailed('ExpiredTokenException: expired'), /sign in again/],
  [scanFailed('UnrecognizedClientException: invalid'), /whether the Region is enabled/],
  [scanFailed('InternalServerError: no'), /Run the command again/],
  [
    describeError(new ArchiveFailed('S3 PutObject of s3://b/k failed for good: AccessDenied: no')),
    /Allow s3:ListBucket/,
  ],
  [
    'RegionsUnknown: ListRegions of AWS Account Management failed for good: AccessDeniedException: no',
    /account:ListRegions/,
  ],
  ['ArchiveFailed: /x could not be written: Error: ENOSPC: no space left on device', /The disk is full/],
  ['CredentialsProviderError: The SSO session associated with this profile has expired', /aws sso login/],
])('gives advice on: %s', (failure, advice) => {
  expect(adviceOn(failure)).toMatch(advice);
});

test('gives no advice on unknown failures', () => {
  expect(adviceOn('Error: something else')).toBeNull();
});

test('the text says which Regions are complete, which are not, and why', () => {
  const outcomes = [
    done('eu-west-1'),
    done('us-east-1', null),
    failed('eu-north-1', new ScanIncomplete('x: Throttling')),
  ];
  expect(toText(summarize(run, outcomes))).toBe(`eu-west-1: full snapshot, 1,234 records from 1 page
  manifests/key
us-east-1: nothing to do. The archive has a later snapshot.
eu-north-1: FAILED. ScanIncomplete: x: Throttling
  -> AWS throttled the calls: run the command again later.

./copy: snapshot 20260131T010000Z of account 123456789012 is complete in 2 of 3 Regions.

Fix the cause, then run the same command again. Complete snapshots stay.
`);
});

test('distinguishes a Region that was stopped from one that failed', () => {
  const reasons = [new TimeLimitReached("The function's time was nearly up"), new ArchiveFailed('no')];
  const outcome = summarize(
    { ...run, stopped: true },
    reasons.map((reason) => failed('eu-west-1', reason)),
  );
  expect(outcome.failed.map(({ error }) => error)).toEqual([
    'Stopped before everything was read.',
    'ArchiveFailed: no',
  ]);
});

test('the text cannot control a terminal, and its next command can be pasted into a shell', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const told = toText(summarize({ ...run, archive: text }, [done('eu-west-1'), failed('x', new Error(text))]));
      expect(told.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    }),
  );
  expect(toText(summarize({ ...run, archive: "./it's mine" }, [done('x')]))).toContain(
    String.raw`verify './it'\''s mine' `,
  );
});

test('without a terminal, progress prints a line for each Region every ten seconds, with failed attempts', () => {
  let now = 0;
  const lines: string[] = [];
  const progress = startProgress(
    false,
    (line) => lines.push(line),
    () => now,
  );
  progress.planned('eu-west-1', 'full', 'why');
  for (; now < 25_000; now += 1_000) progress.page('eu-west-1', 200);
  for (; now < 31_000; now += 1_000) progress.failedAttempt('eu-west-1', 'ThrottlingException');
  expect(lines).toEqual([
    'eu-west-1: reads all of History (why)\n',
    'eu-west-1: 11 pages, 2,200 sessions so far\n',
    'eu-west-1: 21 pages, 4,200 sessions so far\n',
    'eu-west-1: 25 pages, 5,000 sessions, 6 failed attempts so far\n',
  ]);
});
