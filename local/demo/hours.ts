// The demo's working day: the stand-ins, and the built reporter, which runs once every hour of the day.
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { keep } from './safety';
import { ACCOUNT, createDemoWorld, REGIONS, RUN_DELAY_MS } from './world';
import { reporterEnvironment, startReporter } from '../function/reporter';
import { startS3 } from '../s3/server';
import { startSsm } from '../ssm/server';

const BUCKET = 'session-archive';

/** The result of a run, for both Regions together. */
export interface HourlyRun {
  /** Epoch milliseconds. */
  readonly hour: number;
  /** `full` or `incremental`. */
  readonly mode: string;
  /** DescribeSessions calls. */
  readonly pages: number;
  readonly records: number;
}

/** Starts an SSM with sessions and an S3 with an empty bucket on free local ports, and the reporter that uses them. */
export async function startStandIns(folder: string, hours: readonly number[]) {
  const clock = { now: hours[0] ?? 0 };
  const ssm = keep(await startSsm({ source: createDemoWorld(hours), clock: () => clock.now }));
  const s3 = keep(await startS3({ folder, buckets: [BUCKET], clock: () => clock.now }));
  const env = reporterEnvironment({ ssm, s3, bucket: BUCKET, regions: REGIONS });
  const reporter = keep(startReporter({ env, accountId: ACCOUNT }));
  return { clock, ssm, s3, reporter, archive: join(folder, BUCKET) };
}

/** Invokes the reporter as the schedule does, once for every hour. In a terminal, a bar shows the progress. */
export async function runHours(
  { clock, reporter }: Awaited<ReturnType<typeof startStandIns>>,
  hours: readonly number[],
): Promise<HourlyRun[]> {
  const bar = keep(new SingleBar({ format: '{bar} {value} of {total} hours', clearOnComplete: true, barsize: 32 }));
  bar.start(hours.length, 0);
  const runs: HourlyRun[] = [];
  for (const hour of hours) {
    clock.now = hour + RUN_DELAY_MS;
    const scheduledTime = new Date(hour).toISOString();
    const { snapshots } = (await reporter.invoke({ scheduledTime }, { now: clock.now })) as {
      snapshots: readonly { mode: string; pages: number; records: number }[];
    };
    runs.push({
      hour,
      mode: [...new Set(snapshots.map(({ mode }) => mode))].join(', '),
      pages: snapshots.reduce((sum, { pages }) => sum + pages, 0),
      records: snapshots.reduce((sum, { records }) => sum + records, 0),
    });
    bar.increment();
  }
  bar.stop();
  return runs;
}
