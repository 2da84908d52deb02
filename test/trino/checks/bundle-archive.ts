// Writes an archive with the built bundle, over HTTP, for a world with hostile texts in reasons.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reporterEnvironment, startReporter } from '../../../local/function/reporter';
import { startS3 } from '../../../local/s3/server';
import { startSsm } from '../../../local/ssm/server';
import { createWorld } from '../../../local/world/world';

const BUCKET = 'session-archive';
const HOUR_MS = 3_600_000;
const FIRST_RUN = Date.parse('2026-03-31T09:00:00Z');
const RUNS = 3;

/**
 * Runs the bundle: a full scan of the month before, then incremental ones.
 * @returns the folder of the archive's objects, inside `folder`
 */
export async function writeBundleArchive(
  folder: string,
  accountId: string,
  regions: readonly [string, ...string[]],
): Promise<string> {
  mkdirSync(folder);
  let now = FIRST_RUN;
  const world = createWorld({ seed: 4, accountId, regions, sessions: 1000, from: FIRST_RUN - 29 * 24 * HOUR_MS });
  const ssm = await startSsm({ source: world, clock: () => now });
  const s3 = await startS3({ folder, buckets: [BUCKET] });
  const reporter = startReporter({ env: reporterEnvironment({ ssm, s3, bucket: BUCKET, regions }), accountId });
  try {
    for (; now < FIRST_RUN + RUNS * HOUR_MS; now += HOUR_MS)
      await reporter.invoke({ scheduledTime: new Date(now).toISOString() }, { now });
  } finally {
    await reporter.stop();
    await Promise.all([ssm.stop(), s3.stop()]);
  }
  return join(folder, BUCKET);
}
