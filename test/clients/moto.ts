import {
  CreateBucketCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reporterEnvironment, startReporter } from '../../local/function/reporter';
import { startS3 } from '../../local/s3/server';
import { startMoto } from '../deployed/moto';
import { compareArchives, readArchive } from './archive-text';
import type { Progress } from '../trino/progress';
import { ACCOUNT_ID, BUCKET, invokeAll, MODES, modesOf, REGIONS, RUNS, s3Client, startWorldSsm } from './scenario';
import type { Clients } from './tools';

/** The bundle writes the same archive to moto, another implementation of S3, as to the local S3. */
export async function checkMoto(progress: Progress, clients: Clients, folder: string): Promise<void> {
  console.log('\nmoto');
  mkdirSync(folder);
  const ssm = await startWorldSsm();
  const s3 = await startS3({ folder: join(folder, 's3'), buckets: [BUCKET] });
  const moto = await startMoto(clients.python, folder);
  const reporterOn = (server: { readonly url: string }) =>
    startReporter({
      env: reporterEnvironment({ ssm, s3: server, bucket: BUCKET, regions: REGIONS }),
      accountId: ACCOUNT_ID,
    });
  const [ourReporter, theirReporter] = [reporterOn(s3), reporterOn(moto)];
  const [ours, theirs] = [s3Client(s3), s3Client(moto)];
  const writes = () => s3.requests.filter(({ method, status }) => method === 'PUT' && status === 200).length;
  try {
    await createVersionedBucket(theirs);
    await progress.check('holds the same archive as the local S3', async () => {
      const answers = await invokeAll(ssm, ourReporter);
      assert.deepEqual(modesOf(answers), MODES);
      assert.deepEqual(await invokeAll(ssm, theirReporter), answers);
      return compareArchives(await readArchive(theirs, BUCKET), await readArchive(ours, BUCKET));
    });
    await progress.check('does not change, like the local S3, when every event comes a second time', async () => {
      const before = { ours: await listing(ours), theirs: await listing(theirs), versions: await versions(theirs) };
      const written = writes();
      await invokeAll(ssm, ourReporter);
      await invokeAll(ssm, theirReporter);
      const after = { ours: await listing(ours), theirs: await listing(theirs), versions: await versions(theirs) };
      assert.deepEqual(after, before);
      assert.equal(writes(), written);
      return `${RUNS.length} events, ${before.versions.length} versions`;
    });
  } finally {
    await Promise.all([ourReporter.stop(), theirReporter.stop()]);
    await Promise.all([ssm.stop(), s3.stop(), moto.stop()]);
  }
}

async function createVersionedBucket(s3: S3Client): Promise<void> {
  await s3.send(
    new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGIONS[0] } }),
  );
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
}

/** Every object with its ETag, size and time. They fit on one page. */
async function listing(s3: S3Client) {
  const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  assert.equal(IsTruncated, false);
  return Contents;
}

/** Every stored version. */
async function versions(s3: S3Client) {
  const answer = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  assert.equal(answer.IsTruncated, false);
  assert.equal(answer.DeleteMarkers, undefined);
  return answer.Versions ?? [];
}
