import { strict as assert } from 'node:assert';
import type { Progress } from '../../trino/progress';
import { ACCOUNT_ID, callAll, callAws, REGION, type Call, type Credentials, type Outcome } from '../calls';
import type { Deployment } from '../deploy';
import type { Moto } from '../moto';
import { isDenied, wrongOnes } from '../outcomes';
import {
  allRegionsCases,
  curationCases,
  readerCases,
  reporterCases,
  scheduleCases,
  type Cases,
  type Surroundings,
} from './permission-cases';
import { rolePolicies } from '../template';
import { allowing, createUser } from '../users';

/** Calls that moto allows and then cannot make: it has no DescribeSessions, and runs functions only in Docker. */
const BEYOND_MOTO = ['describe_sessions', 'invoke'];

const ANYBODY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }],
};

/**
 * Each role of the deployment may make the calls that it needs, and no others. An administrator may make every call.
 */
export async function checkPermissions(
  progress: Progress,
  python: string,
  moto: Moto,
  deployment: Deployment,
): Promise<void> {
  const around = await createSurroundings(python, moto, deployment);
  const { template } = deployment;
  const roles: [name: string, rolePrefix: string, cases: Cases][] = [
    ['the reporter', 'ReporterRole', reporterCases(around)],
    ['the reporter of all Regions', 'AllRegionsRole', allRegionsCases(around)],
    ['a role with grantRead', 'Auditor', readerCases(around)],
    ['the schedule', 'ReporterScheduleRole', scheduleCases(around)],
    ['the curation', 'ArchiveCurationRole', curationCases(around)],
  ];
  const administrator = await createUser(python, moto.url, 'administrator', [allowing('*')]);
  const credentials = await Promise.all(
    roles.map(([, prefix]) => createUser(python, moto.url, prefix, rolePolicies(template, prefix))),
  );

  await moto.enforcePolicies(true);
  try {
    const make = (calls: readonly Call[], by?: Credentials): Promise<Outcome[]> =>
      callAws(
        python,
        moto.url,
        calls.map((call) => ({ ...call, credentials: by })),
      );
    for (const [index, [name, , { allowed, denied }]] of roles.entries()) {
      await progress.check(`${name} may make the calls that it needs`, async () => {
        const outcomes = await make(allowed, credentials[index]);
        assert.deepEqual(
          wrongOnes(allowed, outcomes, (outcome, call) => !passed(call, outcome)),
          [],
        );
        return `${allowed.length} calls allowed`;
      });
      await progress.check(`${name} may make no other calls`, async () => {
        const outcomes = await make(denied, credentials[index]);
        assert.deepEqual(
          wrongOnes(denied, outcomes, (outcome) => !isDenied(outcome)),
          [],
        );
        return `${denied.length} calls denied`;
      });
    }
    await progress.check('an administrator is denied none of these calls', async () => {
      const denied = roles.flatMap(([, , cases]) => cases.denied);
      const outcomes = await make(denied, administrator);
      assert.deepEqual(wrongOnes(denied, outcomes, isDenied), []);
      return `${denied.length} calls`;
    });
  } finally {
    await moto.enforcePolicies(false);
  }
}

/** Creates resources that the roles must not reach, and objects for a reader. */
async function createSurroundings(python: string, moto: Moto, { template }: Deployment): Promise<Surroundings> {
  const [archive, results, curated] = ['ArchiveBucket', 'ArchiveQueries', 'ArchiveCuration'].map((prefix) =>
    template.reference(template.id('AWS::S3::Bucket', prefix)),
  ) as [string, string, string];
  const { ObjectLockConfiguration, VersioningConfiguration } = template.properties(
    template.id('AWS::S3::Bucket', 'ArchiveBucket'),
  );
  const call = (service: string, operation: string, params: Record<string, unknown>): Call => ({
    service,
    operation,
    params,
  });
  const bucket = 'somebody-elses';
  const [otherKey, otherQueue] = await callAll(python, moto.url, [
    call('kms', 'create_key', {}),
    call('sqs', 'create_queue', { QueueName: 'somebody-elses' }),
    call('s3', 'create_bucket', { Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }),
    call('logs', 'create_log_group', { logGroupName: 'somebody-elses' }),
    call('iam', 'create_role', { RoleName: 'Other', AssumeRolePolicyDocument: JSON.stringify(ANYBODY) }),
    // moto ignores the conditions of a Deny. check-bucket-policy.ts tests the bucket policy on versitygw.
    ...[archive, results, curated].map((Bucket) => call('s3', 'delete_bucket_policy', { Bucket })),
    // moto's CloudFormation ignores versioning and Object Lock of a bucket.
    call('s3', 'put_bucket_versioning', { Bucket: archive, VersioningConfiguration }),
    call('s3', 'put_object_lock_configuration', { Bucket: archive, ObjectLockConfiguration }),
    ...['history', 'active', 'manifests'].map((kind) => {
      const Key = `${kind}/v1/account_id=999999999999/region=${REGION}/day=2026-01-31/object`;
      return call('s3', 'put_object', { Bucket: archive, Key, Body: 'x' });
    }),
  ]);
  return {
    archive,
    results,
    curated,
    stateMachine: template.reference(template.id('AWS::StepFunctions::StateMachine')),
    key: template.reference(template.id('AWS::KMS::Key')),
    logGroup: template.reference(template.id('AWS::Logs::LogGroup', 'Reporter')),
    deadLetterQueue: template.reference(template.id('AWS::SQS::Queue', 'Reporter')),
    functionName: template.reference(template.id('AWS::Lambda::Function', 'Reporter')),
    workGroup: template.reference(template.id('AWS::Athena::WorkGroup', 'ArchiveQueries')),
    others: {
      bucket,
      key: (otherKey?.KeyMetadata as { KeyId: string }).KeyId,
      logGroup: 'somebody-elses',
      queue: otherQueue?.QueueUrl as string,
      role: `arn:aws:iam::${ACCOUNT_ID}:role/Other`,
    },
  };
}

function passed({ operation }: Call, outcome: Outcome): boolean {
  return 'answer' in outcome || (BEYOND_MOTO.includes(operation) && !isDenied(outcome));
}
