// Several accounts write one archive, on an S3 server that enforces the template's bucket policy.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { HISTORY_PREFIX, MANIFESTS_PREFIX, scopePrefix } from '../../../lib/contract';
import { SessionArchive } from '../../../lib/archive/session-archive';
import { reporterEnvironment, startReporter } from '../../../local/function/reporter';
import { startSsm } from '../../../local/ssm/server';
import { createWorld } from '../../../local/world/world';
import { callAll, callAws, s3, type Call, type Credentials } from '../../deployed/calls';
import { startGateway, type Gateway } from '../../deployed/gateway';
import { isDenied, wrongOnes } from '../../deployed/outcomes';
import { DeployedTemplate, type Template } from '../../deployed/template';
import type { Progress } from '../progress';

const BUCKET = 'session-archive';
const HOUR_MS = 3_600_000;
const FIRST_RUN = Date.parse('2026-03-31T09:00:00Z');
const RUNS = 2;

interface Organization {
  readonly accounts: readonly string[];
  readonly regions: readonly [string, ...string[]];
}

/**
 * Runs the bundle in every account, with only the rights from the bucket policy, and lets each account try to reach the
 * objects of others.
 *
 * @param folder a short path, because it holds a socket
 * @returns the folder of the archive's objects, inside `folder`
 */
export async function writeOrganizationArchive(
  progress: Progress,
  { python, versitygw }: { readonly python: string; readonly versitygw: string },
  folder: string,
  organization: Organization,
): Promise<string> {
  const { accounts, regions } = organization;
  mkdirSync(folder);
  const gateway = await startGateway(python, versitygw, folder);
  try {
    const writers = new Map<string, Credentials>();
    for (const account of accounts) writers.set(account, await gateway.createUser(userOf(account), []));
    await callAll(python, gateway.url, [
      s3('create_bucket', { Bucket: BUCKET }),
      s3('put_bucket_policy', { Bucket: BUCKET, Policy: JSON.stringify(policyFor(writers)) }),
    ]);
    await progress.check(
      `${accounts.length} accounts write ${regions.length} Regions each into one archive`,
      async () => {
        for (const [account, credentials] of writers) await runReporter(gateway, account, credentials, regions);
        return `${accounts.length * regions.length} scopes, ${RUNS} runs`;
      },
    );
    await progress.check('no account reaches the objects of another', async () => {
      const attempts = [...writers].flatMap(([account, credentials]) =>
        accounts.filter((other) => other !== account).flatMap((other) => attemptsOn(other, regions[0], credentials)),
      );
      const outcomes = await callAws(python, gateway.url, attempts);
      assert.deepEqual(
        wrongOnes(attempts, outcomes, (outcome) => !isDenied(outcome)),
        [],
      );
      return `${attempts.length} calls denied`;
    });
    await progress.check('no account deletes its own objects or lists the bucket', async () => {
      const attempts = [...writers].flatMap(([account, credentials]) => [
        ...deletions(manifest(account, regions[0])).map((call) => ({ ...call, credentials })),
        { ...s3('list_objects_v2', { Bucket: BUCKET }), credentials },
      ]);
      const outcomes = await callAws(python, gateway.url, attempts);
      assert.deepEqual(
        wrongOnes(attempts, outcomes, (outcome) => !isDenied(outcome)),
        [],
      );
      return `${attempts.length} calls denied`;
    });
  } finally {
    await gateway.stop();
  }
  return join(folder, 'data', BUCKET);
}

/**
 * The template's statements for writers, as IAM evaluates them: with a user instead of each account, and the account's
 * id instead of the variable.
 */
function policyFor(writers: ReadonlyMap<string, Credentials>): object {
  const app = new App();
  const stack = new Stack(app, 'Archive');
  new SessionArchive(stack, 'Archive', { writerAccounts: [...writers.keys()] });
  const { Resources } = app.synth().getStackByName(stack.stackName).template as { readonly Resources: Template };
  const bucketId = Object.keys(Resources).find((id) => Resources[id]?.Type === 'AWS::S3::Bucket') ?? '';
  const template = new DeployedTemplate(Resources, new Map([[bucketId, BUCKET]]));
  const policy = template.properties(template.id('AWS::S3::BucketPolicy', 'ArchiveBucket')).PolicyDocument;
  const { Statement } = policy as { readonly Statement: readonly Readonly<Record<string, unknown>>[] };
  const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
  return {
    Version: '2012-10-17',
    Statement: [...writers.keys()].flatMap((account) =>
      allowed.map((statement) => {
        assert.ok(JSON.stringify(statement.Principal).includes(`:${account}:root`), 'the account is no principal');
        const { StringNotEquals, ...Condition } = statement.Condition as Readonly<Record<string, unknown>>;
        // The server does not know this condition key. The condition is true: no writer is the archive's own account.
        assert.ok(JSON.stringify(StringNotEquals).includes('aws:PrincipalAccount'));
        const text = JSON.stringify({
          ...statement,
          Condition: Object.keys(Condition).length > 0 ? Condition : undefined,
          Sid: undefined,
          Principal: { AWS: `arn:aws:iam::000000000000:user/${userOf(account)}` },
        });
        return JSON.parse(text.replaceAll('${aws:PrincipalAccount}', account)) as object;
      }),
    ),
  };
}

async function runReporter(
  gateway: Gateway,
  accountId: string,
  credentials: Credentials,
  regions: Organization['regions'],
): Promise<void> {
  let now = FIRST_RUN;
  const seed = Number(accountId.slice(0, 4));
  const world = createWorld({ seed, accountId, regions, sessions: 200, from: FIRST_RUN - 29 * 24 * HOUR_MS });
  const ssm = await startSsm({ source: world, clock: () => now });
  const env = {
    ...reporterEnvironment({ ssm, s3: gateway, bucket: BUCKET, regions }),
    AWS_ACCESS_KEY_ID: credentials.aws_access_key_id,
    AWS_SECRET_ACCESS_KEY: credentials.aws_secret_access_key,
  };
  const reporter = startReporter({ env, accountId });
  try {
    for (; now < FIRST_RUN + RUNS * HOUR_MS; now += HOUR_MS)
      await reporter.invoke({ scheduledTime: new Date(now).toISOString() }, { now });
  } finally {
    await reporter.stop();
    await ssm.stop();
  }
}

/** The user that stands for all principals of an account. All users of the server are in one account. */
function userOf(accountId: string): string {
  return `writer-${accountId}`;
}

/** The key of the first snapshot's manifest. */
function manifest(accountId: string, region: string): string {
  return `${scopePrefix(MANIFESTS_PREFIX, { accountId, region })}snapshot_date=2026-03-31/20260331T090000Z.json`;
}

function attemptsOn(accountId: string, region: string, credentials: Credentials): Call[] {
  const Key = manifest(accountId, region);
  const fresh = `${scopePrefix(HISTORY_PREFIX, { accountId, region })}start_date=2026-03-31/20260331T090000Z-forged.ndjson.gz`;
  const calls = [
    s3('get_object', { Bucket: BUCKET, Key }),
    s3('put_object', { Bucket: BUCKET, Key, Body: 'x' }),
    s3('put_object', { Bucket: BUCKET, Key: fresh, Body: 'x' }),
    s3('list_objects_v2', { Bucket: BUCKET, Prefix: scopePrefix(MANIFESTS_PREFIX, { accountId, region }) }),
    ...deletions(Key),
  ];
  return calls.map((call) => ({ ...call, credentials }));
}

function deletions(Key: string): Call[] {
  return [
    s3('delete_object', { Bucket: BUCKET, Key }),
    s3('put_object_tagging', { Bucket: BUCKET, Key, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
    s3('put_bucket_policy', { Bucket: BUCKET, Policy: '{}' }),
  ];
}
