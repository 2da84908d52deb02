import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Annotations as Synthesized, Match } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SessionArchive } from '../../../lib';
import { knownStack, uncheckedApp } from '../synth';

const UNREADABLE = 'cdk-ssm-session-archive:archiveUnreadable';
const EXPIRES = 'cdk-ssm-session-archive:archiveExpires';

/** The ids of the synthesis warnings for an archive over a bucket with these props. */
function warnings(props: s3.BucketProps, change: (bucket: s3.Bucket) => void = () => undefined): string[] {
  const stack = knownStack();
  const bucket = new s3.Bucket(stack, 'Mine', props);
  new SessionArchive(stack, 'Archive', { bucket });
  change(bucket);
  return warningsOf(stack);
}

function warningsOf(stack: Stack): string[] {
  return Synthesized.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => /\[ack: (.+)\]$/.exec(entry.data as string)?.[1] ?? (entry.data as string));
}

const to = (storageClass: s3.StorageClass): s3.LifecycleRule => ({
  transitions: [{ storageClass, transitionAfter: Duration.days(90) }],
});

test.each([s3.StorageClass.GLACIER, s3.StorageClass.DEEP_ARCHIVE])('warns about a transition to %s', (storageClass) => {
  expect(warnings({ lifecycleRules: [to(storageClass)] })).toEqual([UNREADABLE]);
});

test.each([
  s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
  s3.StorageClass.INTELLIGENT_TIERING,
  s3.StorageClass.INFREQUENT_ACCESS,
])('gives no warning about a transition to %s, which can be read at once', (storageClass) => {
  expect(warnings({ lifecycleRules: [to(storageClass)] })).toEqual([]);
});

test("warns about Intelligent-Tiering's archive tiers", () => {
  const tiering = { name: 'Cold', archiveAccessTierTime: Duration.days(90) };
  expect(warnings({ intelligentTieringConfigurations: [tiering] })).toEqual([UNREADABLE]);
  expect(warnings({ intelligentTieringConfigurations: [{ ...tiering, prefix: 'logs/' }] })).toEqual([]);
});

test('warns about objects that expire', () => {
  expect(warnings({ lifecycleRules: [{ expiration: Duration.days(365) }] })).toEqual([EXPIRES]);
  expect(warnings({ lifecycleRules: [{ expirationDate: new Date('2030-01-01') }] })).toEqual([EXPIRES]);
});

test('gives no warning about noncurrent versions, because the archive has none', () => {
  const rule = {
    noncurrentVersionExpiration: Duration.days(30),
    noncurrentVersionTransitions: [{ storageClass: s3.StorageClass.GLACIER, transitionAfter: Duration.days(1) }],
  };
  expect(warnings({ versioned: true, lifecycleRules: [rule] })).toEqual([]);
});

test.each([
  ['history/', [UNREADABLE]],
  ['manifests/v1/account_id=123456789012/', [UNREADABLE]],
  ['logs/', []],
  ['sessions-of-others/', []],
])('warns only about rules whose prefix concerns the archive: %s', (prefix, expected) => {
  expect(warnings({ lifecycleRules: [{ ...to(s3.StorageClass.GLACIER), prefix }] })).toEqual(expected);
});

test('gives no warning about disabled rules and rules for tagged objects', () => {
  const rule = to(s3.StorageClass.GLACIER);
  expect(warnings({ lifecycleRules: [{ ...rule, enabled: false }] })).toEqual([]);
  expect(warnings({ lifecycleRules: [{ ...rule, tagFilters: { cold: 'yes' } }] })).toEqual([]);
});

test('sees rules that are added after the archive, also in a bucket that the archive creates', () => {
  expect(
    warnings({}, (bucket) => {
      bucket.addLifecycleRule(to(s3.StorageClass.DEEP_ARCHIVE));
    }),
  ).toEqual([UNREADABLE]);
  const stack = knownStack();
  const { bucket } = new SessionArchive(stack, 'Archive');
  if (!(bucket instanceof s3.Bucket)) throw new Error('a bucket of its own has no rules to add to');
  bucket.addLifecycleRule({ expiration: Duration.days(30) });
  expect(warningsOf(stack)).toEqual([EXPIRES]);
});

test('sees the bucket of another stack', () => {
  const app = uncheckedApp();
  const storage = new Stack(app, 'Storage');
  const bucket = new s3.Bucket(storage, 'Mine', { lifecycleRules: [to(s3.StorageClass.GLACIER)] });
  new SessionArchive(new Stack(app, 'Audit'), 'Archive', { bucket });
  expect(warningsOf(storage)).toEqual([UNREADABLE]);
});

test('the warning can be acknowledged', () => {
  expect(
    warnings({ lifecycleRules: [{ expiration: Duration.days(3650) }] }, (bucket) => {
      Annotations.of(bucket).acknowledgeWarning(EXPIRES, 'Ten years is our retention period.');
    }),
  ).toEqual([]);
});
