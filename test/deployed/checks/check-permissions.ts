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

/** What moto lets pass and then cannot do: it has no DescribeSessions, and runs functions in Docker alone. */
const BEYOND_MOTO = ['describe_sessions', 'invoke'];

const ANYBODY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }],
};

/** Every role of the deployment may make the calls it needs, and is denied the others, each of which somebody else may make. */
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
    ['who was given grantRead', 'Auditor', readerCases(around)],
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
      await progress.check(`${name} may do what it has to`, async () => {
        const outcomes = await make(allowed, credentials[index]);
        assert.deepEqual(
          wrongOnes(allowed, outcomes, (outcome, call) => !passed(call, outcome)),
          [],
        );
        return `${allowed.length} calls allowed`;
      });
      await progress.check(`${name} may do nothing else`, async () => {
        const outcomes = await make(denied, credentials[index]);
        assert.deepEqual(
          wrongOnes(denied, outcomes, (outcome) => !isDenied(outcome)),
          [],
        );
        return `${denied.length} calls denied`;
      });
    }
    await progress.check('none of these calls is denied to an administrator', async () => {
      const denied = roles.flatMap(([, , cases]) => cases.denied);
      const outcomes = await make(denied, administrator);
      assert.deepEqual(wrongOnes(denied, outcomes, isDenied), []);
      return `${denied.length} calls`;
    });
  } finally {
    await moto.enforcePolicies(false);
  }
}

/** What must be out of reach, next to the deployment; and an object that a reader finds. */
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
    // moto takes a Deny for one that has no conditions. versitygw is what the bucket's policy is tried on.
    ...[archive, results, curated].map((Bucket) => call('s3', 'delete_bucket_policy', { Bucket })),
    // Its CloudFormation passes over versions and locks of a bucket.
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
