import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reporterEnvironment, startReporter } from '../../../local/function/reporter';
import { startS3, type LocalS3 } from '../../../local/s3/server';
import { readArchive } from '../archive-text';
import { awsCli } from './aws-commands';
import { checkErrors } from './aws-errors';
import { checkSessions } from './aws-sessions';
import type { Progress } from '../../trino/progress';
import { archivedSessions } from './expected-sessions';
import { ACCOUNT_ID, BUCKET, REGIONS, RUNS, s3Client, startWorldSsm } from '../scenario';
import type { Clients } from '../tools';

/**
 * boto3 and the AWS CLI get from SSM exactly the sessions that the reporter archived at that time. The AWS CLI reads
 * the archive.
 */
export async function checkAwsClients(progress: Progress, clients: Clients, folder: string): Promise<void> {
  const s3 = await startS3({ folder: join(folder, 's3'), buckets: [BUCKET] });
  try {
    await takeSnapshot(s3);
    const records = archivedSessions(await readArchive(s3Client(s3), BUCKET));
    for (const filtering of ['before-paging', 'after-paging'] as const) {
      console.log(`\nboto3 and the AWS CLI on SSM, filtering ${filtering.replace('-', ' ')}`);
      const ssm = await startWorldSsm({ filtering });
      try {
        await checkSessions(progress, clients, ssm, records, 'Active');
        await checkSessions(progress, clients, ssm, records, 'History');
      } finally {
        await ssm.stop();
      }
    }
    console.log('\nboto3 and the AWS CLI on errors');
    await checkErrors(progress, clients);
    console.log('\nThe AWS CLI on S3');
    await checkS3Commands(progress, clients, s3, folder);
  } finally {
    await s3.stop();
  }
}

async function takeSnapshot(s3: LocalS3): Promise<void> {
  const ssm = await startWorldSsm();
  const env = reporterEnvironment({ ssm, s3, bucket: BUCKET, regions: REGIONS });
  const reporter = startReporter({ env, accountId: ACCOUNT_ID });
  try {
    await reporter.invoke(RUNS[0].event);
  } finally {
    await reporter.stop();
    await ssm.stop();
  }
}

async function checkS3Commands(progress: Progress, clients: Clients, s3: LocalS3, folder: string): Promise<void> {
  const stored = filesIn(join(folder, 's3', BUCKET));
  await progress.check('aws s3 ls --recursive lists the archive', async () => {
    const output = await awsCli(clients, { s3 }, ['s3', 'ls', '--recursive', `s3://${BUCKET}`]);
    const listed = output
      .trim()
      .split('\n')
      .map((line) => /^\S+ \S+ +(\d+) (.+)$/.exec(line)?.slice(1));
    assert.deepEqual(
      listed,
      [...stored].map(([key, bytes]) => [`${bytes.length}`, key]),
    );
    return `${stored.size} objects`;
  });
  await progress.check('aws s3 cp --recursive copies the archive', async () => {
    const copy = join(folder, 'copy');
    await awsCli(clients, { s3 }, ['s3', 'cp', '--quiet', '--recursive', `s3://${BUCKET}`, copy]);
    assert.deepEqual(filesIn(copy), stored);
    return `${stored.size} objects`;
  });
}

/** The files below the folder by path, in order. */
function filesIn(folder: string): ReadonlyMap<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}
