import { strict as assert } from 'node:assert';
import type { Progress } from '../../trino/progress';
import { callAll, callAws, s3, type Call, type Credentials, type Outcome } from '../calls';
import { checkBucketPolicy } from './check-bucket-policy';
import { checkGatewayRoles } from './check-gateway-roles';
import type { Deployment } from '../deploy';
import { BUCKETS, startGateway, type Gateway, type LockCheck } from '../gateway';
import { DeployedTemplate, rolePolicies } from '../template';
import { allowing } from '../users';

/**
 * Checks the roles' rights in S3, the archive's Object Lock and its bucket policy, on an S3 server that enforces them.
 */
export async function checkLocks(
  progress: Progress,
  { python, versitygw, folder }: { readonly python: string; readonly versitygw: string; readonly folder: string },
  { resources, template: deployed }: Deployment,
): Promise<void> {
  const archiveId = deployed.id('AWS::S3::Bucket', 'ArchiveBucket');
  const resultsId = deployed.id('AWS::S3::Bucket', 'ArchiveQueries');
  const physicalIds = new Map<string, string>([
    [archiveId, BUCKETS.archive],
    [resultsId, BUCKETS.results],
    [deployed.id('AWS::S3::Bucket', 'ArchiveCuration'), BUCKETS.curated],
  ]);
  const template = new DeployedTemplate(resources, physicalIds);
  const gateway = await progress.step('versitygw started on loopback', () => startGateway(python, versitygw, folder));
  try {
    await createBuckets(python, gateway, template.properties(archiveId).ObjectLockConfiguration as Lock);
    const people = {
      reporter: await gateway.createUser('reporter', rolePolicies(template, 'ReporterRole')),
      allRegions: await gateway.createUser('allRegions', rolePolicies(template, 'AllRegionsRole')),
      reader: await gateway.createUser('reader', rolePolicies(template, 'Auditor')),
      curation: await gateway.createUser('curation', rolePolicies(template, 'ArchiveCurationRole')),
      administrator: await gateway.createUser('administrator', [allowing('s3:*')]),
    };
    const make = (calls: readonly Call[], by?: Credentials): Promise<Outcome[]> =>
      callAws(
        python,
        gateway.url,
        calls.map((call) => ({ ...call, credentials: by })),
      );
    const check: LockCheck = { progress, template, gateway, people, make };
    await checkGatewayRoles(check);
    await checkObjectLock(check);
    await checkBucketPolicy(check);
  } finally {
    await gateway.stop();
  }
}

interface Lock {
  readonly Rule: { readonly DefaultRetention: { readonly Mode: string; readonly Days: number } };
}

async function createBuckets(python: string, { url }: Gateway, lock: Lock): Promise<void> {
  const inCompliance = { ...lock, Rule: { DefaultRetention: { ...lock.Rule.DefaultRetention, Mode: 'COMPLIANCE' } } };
  const create = (Bucket: string, ObjectLockEnabledForBucket: boolean) =>
    s3('create_bucket', { Bucket, ObjectLockEnabledForBucket });
  await callAll(python, url, [
    create(BUCKETS.archive, true),
    create(BUCKETS.compliant, true),
    create(BUCKETS.results, false),
    create(BUCKETS.curated, false),
    create(BUCKETS.other, false),
    s3('put_object_lock_configuration', { Bucket: BUCKETS.archive, ObjectLockConfiguration: lock }),
    s3('put_object_lock_configuration', { Bucket: BUCKETS.compliant, ObjectLockConfiguration: inCompliance }),
  ]);
}

async function checkObjectLock({ progress, people, make }: LockCheck): Promise<void> {
  const Key = 'history/v1/locked';
  const put = (Bucket: string) => s3('put_object', { Bucket, Key, Body: 'x' });
  const newVersion = async (Bucket: string) => {
    const [stored] = await make([put(Bucket)]);
    return { Bucket, Key, VersionId: versionOf(stored) };
  };
  /**
   * Calls on an object: delete it under the bucket's default lock, lock it for a day, shorten that to a minute, delete it
   * again.
   */
  const attempts = (version: object, Mode: string, how: object = {}): Call[] => {
    const until = (seconds: number) => ({ Mode, RetainUntilDate: Date.now() / 1000 + seconds });
    return [
      s3('delete_object', { ...version, ...how }),
      s3('put_object_retention', { ...version, Retention: until(86_400) }),
      s3('put_object_retention', { ...version, ...how, Retention: until(60) }),
      s3('delete_object', { ...version, ...how }),
    ];
  };
  const bypass = { BypassGovernanceRetention: true };

  await progress.check('governance: an administrator deletes a version only with an explicit bypass', async () => {
    const version = await newVersion(BUCKETS.archive);
    const suspend = s3('put_bucket_versioning', {
      Bucket: BUCKETS.archive,
      VersioningConfiguration: { Status: 'Suspended' },
    });
    const calls = [...attempts(version, 'GOVERNANCE'), suspend];
    assert.deepEqual(failures(await make(calls, people.administrator)), [true, false, true, true, true]);
    assert.deepEqual(failures(await make([s3('delete_object', { ...version, ...bypass })], people.administrator)), [
      false,
    ]);
    return 'delete, shorten, suspend versions';
  });
  await progress.check('compliance: nobody deletes a version, also not with a bypass or as the root user', async () => {
    for (const person of [people.administrator, undefined]) {
      const calls = attempts(await newVersion(BUCKETS.compliant), 'COMPLIANCE', bypass);
      assert.deepEqual(failures(await make(calls, person)), [true, false, true, true]);
    }
    return 'delete, shorten';
  });
  await progress.check('an object deleted without a version comes back when its delete marker is deleted', async () => {
    const object = { Bucket: BUCKETS.archive, Key };
    const get = s3('get_object', object);
    const [, deleted, gone] = await make([put(BUCKETS.archive), s3('delete_object', object), get]);
    assert.ok(gone && 'error' in gone && gone.error === 'NoSuchKey', JSON.stringify(gone));
    const undelete = s3('delete_object', { ...object, VersionId: versionOf(deleted) });
    assert.deepEqual(failures(await make([undelete, get])), [false, false]);
    return undefined;
  });
}

function versionOf(outcome: Outcome | undefined): string {
  assert.ok(outcome && 'answer' in outcome, JSON.stringify(outcome));
  return outcome.answer.VersionId as string;
}

function failures(outcomes: readonly Outcome[]): boolean[] {
  return outcomes.map((outcome) => 'error' in outcome);
}
