// Two measurements without peers: a scan that does not fit into its time limit, and an hour in which nothing happens.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR } from '../../local/world/calendar';
import { invokeReporter } from './reporter';
import { startServices } from './services';
import { NOW, setting } from './setting';

/** A scan in several tries of one event. */
export interface ResumedScan {
  /** DescribeSessions calls of each try. The last try finished the scan. */
  readonly callsByTry: readonly number[];
}

/** The limit of tries, for a scan that makes no progress. */
const MOST_TRIES = 20;

/** One worker reads everything at 200 ms a page, with a time limit for each try. */
export async function resumeScan(sessions: number, timeLimitMs: number): Promise<ResumedScan> {
  const services = await startServices(setting(sessions, 200));
  try {
    const folder = join(services.folder, randomUUID());
    mkdirSync(folder);
    const callsByTry: number[] = [];
    while (callsByTry.length < MOST_TRIES) {
      const before = await services.counts();
      const { hasSucceeded, output } = await invokeReporter(services, folder, { workers: 1, timeLimitMs });
      callsByTry.push((await services.counts()).answered - before.answered);
      if (hasSucceeded) return { callsByTry };
      if (!output.includes('TimeLimitReached'))
        throw new Error(`A try failed otherwise than for want of time:\n${output}`);
    }
    throw new Error(`The scan did not finish in ${MOST_TRIES} tries, with ${callsByTry.join(', ')} calls.`);
  } finally {
    await services.stop();
  }
}

/** The cost of an hourly run if no session has begun or ended since the run before. */
export interface QuietRun {
  readonly calls: number;
  readonly s3Requests: number;
}

export async function runQuietHour(): Promise<QuietRun> {
  const services = await startServices(setting(50, 0));
  try {
    const folder = join(services.folder, randomUUID());
    mkdirSync(folder);
    let before = await services.counts();
    for (const scheduledMs of [NOW, NOW + HOUR]) {
      before = await services.counts();
      const { hasSucceeded, output } = await invokeReporter(services, folder, { scheduledMs });
      if (!hasSucceeded) throw new Error(`The reporter failed:\n${output}`);
    }
    const after = await services.counts();
    return { calls: after.answered - before.answered, s3Requests: after.s3Requests - before.s3Requests };
  } finally {
    await services.stop();
  }
}
