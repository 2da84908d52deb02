import { strict as assert } from 'node:assert';
import { reporterEnvironment, startReporter } from '../../../local/function/reporter';
import { ACCOUNT_ID, invokeAll, MODES, modesOf, REGIONS, startWorldSsm } from '../../clients/scenario';
import { s3, type Call } from '../calls';
import { scopePrefixes } from '../../../lib/contract';
import { checkCommandLine } from './check-command-line';
import { BUCKETS, type LockCheck } from '../gateway';
import { isDenied, wrongOnes } from '../outcomes';
import {
  allRegionsCases,
  curationCases,
  readerCases,
  reporterCases,
  type Cases,
  type Surroundings,
} from './permission-cases';

/**
 * Checks the S3 parts of the roles' policies, with conditions, and the bundle with the reporter's rights in a locked
 * bucket.
 */
export async function checkGatewayRoles({ progress, gateway, people, make }: LockCheck): Promise<void> {
  await progress.check('the bundle archives into a locked bucket with only the rights of its role', async () => {
    const ssm = await startWorldSsm();
    const env = {
      ...reporterEnvironment({ ssm, s3: gateway, bucket: BUCKETS.archive, regions: REGIONS }),
      AWS_ACCESS_KEY_ID: people.reporter.aws_access_key_id,
      AWS_SECRET_ACCESS_KEY: people.reporter.aws_secret_access_key,
    };
    const reporter = startReporter({ env, accountId: ACCOUNT_ID });
    try {
      assert.deepEqual(modesOf(await invokeAll(ssm, reporter)), MODES);
      return `${MODES.length} runs in ${REGIONS.length} Regions`;
    } finally {
      await reporter.stop();
      await ssm.stop();
    }
  });

  await progress.check('the command line writes the same as the bundle, with the same rights', () =>
    checkCommandLine(gateway, people.reporter),
  );

  const foreign = scopePrefixes({ accountId: '999999999999', region: REGIONS[0] }).map(
    (prefix) => `${prefix}day=2026-01-31/object`,
  );
  await make(foreign.map((Key) => s3('put_object', { Bucket: BUCKETS.archive, Key, Body: 'x' })));
  const roles: [name: string, cases: Cases, person: 'reporter' | 'allRegions' | 'reader' | 'curation'][] = [
    ['the reporter', reporterCases(SURROUNDINGS), 'reporter'],
    ['the reporter of all Regions', allRegionsCases(SURROUNDINGS), 'allRegions'],
    ['a role with grantRead', readerCases(SURROUNDINGS), 'reader'],
    ['the curation', curationCases(SURROUNDINGS), 'curation'],
  ];
  for (const [name, cases, person] of roles) {
    const allowed = cases.allowed.filter(isOfGateway);
    const denied = [...cases.denied, ...cases.deniedBeyondMoto].filter(isOfGateway);
    await progress.check(`${name} may make the S3 calls that it needs`, async () => {
      const outcomes = await make(allowed, people[person]);
      assert.deepEqual(
        wrongOnes(allowed, outcomes, (outcome) => 'error' in outcome),
        [],
      );
      return `${allowed.length} calls allowed`;
    });
    await progress.check(`${name} may make no other S3 calls and may list only its prefixes`, async () => {
      const outcomes = await make(denied, people[person]);
      assert.deepEqual(
        wrongOnes(denied, outcomes, (outcome) => !isDenied(outcome)),
        [],
      );
      return `${denied.length} calls denied`;
    });
  }
}

/** Operations that versitygw does not have. */
const MISSING = ['put_bucket_lifecycle_configuration', 'put_public_access_block', 'delete_bucket_encryption'];

function isOfGateway({ service, operation }: Call): boolean {
  return service === 's3' && !MISSING.includes(operation);
}

/** The gateway has only S3. */
const SURROUNDINGS: Surroundings = {
  archive: BUCKETS.archive,
  results: BUCKETS.results,
  curated: BUCKETS.curated,
  stateMachine: '',
  key: '',
  logGroup: '',
  deadLetterQueue: '',
  functionName: '',
  workGroup: 'everything',
  others: { bucket: BUCKETS.other, key: '', logGroup: '', queue: '', role: '' },
};
