// An event in, an answer out: one snapshot in each Region, independently.
import type { Context } from 'aws-lambda';
import { setMaxListeners } from 'node:events';
import type { Archive } from './archive';
import type { Config } from './config';
import { ConfigurationError, describeError, RunFailed } from './errors';
import { parseEvent } from './event';
import { ScopeReport, type Desk } from './report';
import type { Run } from './run';
import { takeSnapshot, type SnapshotAnswer } from './snapshot';
import type { CallSsm } from './ssm';
import { formatSnapshotId } from './time';

export interface Dependencies extends Desk {
  readonly config: Pick<Config, 'regions' | 'fullScanIntervalMs' | 'maxConcurrency'>;
  readonly archive: Archive;
  readonly describeSessions: (region: string) => CallSsm;
  readonly reporterVersion: string;
}

export interface Answer {
  readonly snapshots: readonly SnapshotAnswer[];
}

/** Lambda's handler. It rejects if any Region failed; the snapshots of the others are complete all the same. */
export function createHandler(dependencies: Dependencies): (event: unknown, context: Context) => Promise<Answer> {
  const { config, archive, describeSessions, clock, logger, reporterVersion } = dependencies;
  const { regions, fullScanIntervalMs, maxConcurrency } = config;
  const callSsmByRegion = new Map(regions.map((region) => [region, describeSessions(region)]));

  return async (event, context) => {
    logger.addContext(context);
    const { snapshotMs, full } = parseEvent(event, clock());
    const { accountId, functionName } = parseArn(context.invokedFunctionArn);
    const snapshot = { id: formatSnapshotId(snapshotMs), ms: snapshotMs };

    const common = { snapshot, full, fullScanIntervalMs, maxConcurrency, archive, clock, reporterVersion };
    const timeLimit = startTimeLimit(context.getRemainingTimeInMillis());

    const outcomes = await Promise.allSettled(
      [...callSsmByRegion].map(async ([region, callSsm]) => {
        const report = new ScopeReport(dependencies, { functionName, region, snapshotId: snapshot.id });
        const run: Run = {
          ...common,
          scope: { accountId, region },
          timeLimit: timeLimit.signal,
          describeSessions: (request) => callSsm(request, report.addFailedAttempt),
          onPlan: report.addPlan,
        };
        const taken = await takeSnapshot(run).catch((error: unknown) => {
          report.fail(error);
          throw new Error(`${region} (${describeError(error)})`);
        });
        report.end(taken);
        return taken.answer;
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
function parseArn(functionArn: string): { accountId: string; functionName: string } {
  const [accountId = '', , functionName = ''] = functionArn.split(':').slice(4);
  if (/^\d{12}$/.test(accountId)) return { accountId, functionName };
  throw new ConfigurationError(`The invoked function's ARN '${functionArn}' names no account.`);
}
