import { S3Client } from '@aws-sdk/client-s3';
import { startSsm, type LocalSsm, type SsmOptions } from '../../local/ssm/server';
import { createWorld } from '../../local/world/world';

export const ACCOUNT_ID = '123456789012';
export const REGIONS = ['eu-west-1', 'us-east-1'] as const;
export const BUCKET = 'archive';

/** Sessions a month: enough for several pages, but so few that one reader reads them all. */
const SESSIONS = 600;
const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** A scheduled event, and the time of SSM's clock at its delivery. */
interface ScheduledRun {
  readonly now: number;
  readonly event: { readonly scheduledTime: string; readonly mode?: 'full' };
}

/** A first snapshot, which is full, three hourly ones, and one with the mode full in its event. */
export const RUNS = [runAt(9), runAt(10), runAt(11), runAt(12), runAt(13, 'full')] as const;
/** The modes of the snapshots of these runs. */
export const MODES = ['full', 'incremental', 'incremental', 'incremental', 'full'];

/** The local SSM with the checks' world. Its clock does not move by itself. */
export interface WorldSsm extends LocalSsm {
  now: number;
}

function runAt(hour: number, mode?: 'full'): ScheduledRun {
  const now = START + 30 * 24 * HOUR + hour * HOUR;
  return { now, event: { scheduledTime: new Date(now).toISOString(), ...(mode && { mode }) } };
}

/** The mode of each answer's first snapshot. */
export function modesOf(answers: readonly unknown[]): (string | undefined)[] {
  return (answers as { readonly snapshots: readonly { readonly mode: string }[] }[]).map(
    ({ snapshots }) => snapshots[0]?.mode,
  );
}

/** Starts SSM at the time of the first run. */
export async function startWorldSsm(options: Pick<SsmOptions, 'filtering' | 'fault'> = {}): Promise<WorldSsm> {
  const source = createWorld({ seed: 7, accountId: ACCOUNT_ID, regions: REGIONS, sessions: SESSIONS, from: START });
  const time = { now: RUNS[0].now };
  const ssm = await startSsm({ ...options, source, clock: () => time.now });
  return Object.assign(time, ssm);
}

/** Invokes the function for each run, with SSM's clock at the run's time. Returns the answers. */
export async function invokeAll(
  ssm: WorldSsm,
  reporter: { invoke(event: unknown): Promise<unknown> },
): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const { now, event } of RUNS) {
    ssm.now = now;
    answers.push(await reporter.invoke(event));
  }
  return answers;
}

/** A client for a local S3 server, which accepts any credentials. */
export function s3Client({ url }: { readonly url: string }): S3Client {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new S3Client({ endpoint: url, forcePathStyle: true, region: REGIONS[0], credentials });
}
