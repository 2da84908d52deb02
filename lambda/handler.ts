// An event in, an answer out: one snapshot in each Region, independently.
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { setMaxListeners } from 'node:events';
import type { Archive } from './archive';
import type { Config } from './config';
import { ConfigurationError, describeError, RunFailed } from './errors';
import { parseEvent } from './event';
import type { DescribeSessions } from './scan';
import { takeSnapshot, type SnapshotAnswer } from './snapshot';
import { formatSnapshotId } from './time';

export interface Dependencies {
  readonly config: Pick<Config, 'regions' | 'fullScanIntervalMs' | 'maxConcurrency'>;
  readonly archive: Archive;
  readonly describeSessions: (region: string) => DescribeSessions;
  readonly clock: () => number;
  readonly logger: Logger;
  readonly reporterVersion: string;
}

export interface Answer {
  readonly snapshots: readonly SnapshotAnswer[];
}

/** Lambda's handler. It rejects if any Region failed; the snapshots of the others are complete all the same. */
export function createHandler(dependencies: Dependencies): (event: unknown, context: Context) => Promise<Answer> {
  const { config, archive, describeSessions, clock, logger, reporterVersion } = dependencies;
  const { regions, fullScanIntervalMs, maxConcurrency } = config;
  const describeSessionsByRegion = new Map(regions.map((region) => [region, describeSessions(region)]));

  return async (event, context) => {
    logger.addContext(context);
    const { snapshotMs, full } = parseEvent(event, clock());
    const accountId = accountOf(context.invokedFunctionArn);
    const snapshot = { id: formatSnapshotId(snapshotMs), ms: snapshotMs };

    const common = { snapshot, full, fullScanIntervalMs, maxConcurrency, archive, clock, reporterVersion };
    const timeLimit = startTimeLimit(context.getRemainingTimeInMillis());

    const outcomes = await Promise.allSettled(
      [...describeSessionsByRegion].map(async ([region, describeSessions]) => {
        const run = { ...common, scope: { accountId, region }, describeSessions, timeLimit: timeLimit.signal };
        const answer = await takeSnapshot(run).catch((error: unknown) => {
          // Not the error itself: its cause and its stack may quote what a session says.
          logger.error('Snapshot failed', { region, snapshotId: snapshot.id, reason: describeError(error) });
          throw new Error(`${region} (${describeError(error)})`);
        });
        logger.info(answer.manifestKey === null ? 'Snapshot superseded' : 'Snapshot complete', { ...answer });
        return answer;
      }),
    );

    timeLimit.cancel();
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [(outcome.reason as Error).message] : [],
    );
    if (failures.length > 0) {
      throw new RunFailed(
        `Snapshot ${snapshot.id} failed in ${failures.length} of ${regions.length} Regions: ${failures.join('; ')}`,
      );
    }
    return { snapshots: outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])) };
  };
}

/** Aborted when a run has to store what it has read: a tenth of its time before the end, and at most 30 seconds. */
function startTimeLimit(remainingMs: number): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController();
  // Every reader listens.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(
    () => {
      controller.abort();
    },
    remainingMs - Math.min(remainingMs / 10, 30_000),
  );
  return {
    signal: controller.signal,
    cancel: () => {
      clearTimeout(timer);
    },
  };
}

/** The account is the one that the function runs in, and nobody has to configure it. */
function accountOf(functionArn: string): string {
  const accountId = functionArn.split(':')[4] ?? '';
  if (/^\d{12}$/.test(accountId)) return accountId;
  throw new ConfigurationError(`The invoked function's ARN '${functionArn}' names no account.`);
}
