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

/** The roles' policies as far as they are about S3, conditions included; and the bundle under the reporter's, in a locked bucket. */
export async function checkGatewayRoles({ progress, gateway, people, make }: LockCheck): Promise<void> {
  await progress.check('the bundle archives with the rights of its role alone, into a locked bucket', async () => {
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

  await progress.check('the command line writes there, with the same rights, what the bundle writes', () =>
    checkCommandLine(gateway, people.reporter),
  );

  const foreign = scopePrefixes({ accountId: '999999999999', region: REGIONS[0] }).map(
    (prefix) => `${prefix}day=2026-01-31/object`,
  );
  await make(foreign.map((Key) => s3('put_object', { Bucket: BUCKETS.archive, Key, Body: 'x' })));
  const roles: [name: string, cases: Cases, person: 'reporter' | 'allRegions' | 'reader' | 'curation'][] = [
    ['the reporter', reporterCases(SURROUNDINGS), 'reporter'],
    ['the reporter of all Regions', allRegionsCases(SURROUNDINGS), 'allRegions'],
    ['who was given grantRead', readerCases(SURROUNDINGS), 'reader'],
    ['the curation', curationCases(SURROUNDINGS), 'curation'],
  ];
  for (const [name, cases, person] of roles) {
    const allowed = cases.allowed.filter(isOfGateway);
    const denied = [...cases.denied, ...cases.deniedBeyondMoto].filter(isOfGateway);
    await progress.check(`${name} may do in S3 what it has to`, async () => {
      const outcomes = await make(allowed, people[person]);
      assert.deepEqual(
        wrongOnes(allowed, outcomes, (outcome) => 'error' in outcome),
        [],
      );
      return `${allowed.length} calls allowed`;
    });
    await progress.check(`${name} may do nothing else there, nor list beside its prefixes`, async () => {
      const outcomes = await make(denied, people[person]);
      assert.deepEqual(
        wrongOnes(denied, outcomes, (outcome) => !isDenied(outcome)),
        [],
      );
      return `${denied.length} calls denied`;
    });
  }
}

/** versitygw has no such settings. */
const MISSING = ['put_bucket_lifecycle_configuration', 'put_public_access_block', 'delete_bucket_encryption'];

function isOfGateway({ service, operation }: Call): boolean {
  return service === 's3' && !MISSING.includes(operation);
}

/** There is nothing but S3 on the gateway. */
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
