// An event in, an answer out: one snapshot in each Region, independently.
import type { Context } from 'aws-lambda';
import { ALL_REGIONS } from '../lib/contract';
import type { ListRegions } from './regions/account';
import type { Archive } from './store/archive';
import type { Config } from './config';
import { ConfigurationError, describeError, RunFailed } from './errors';
import { parseEvent } from './event';
import { combineMetrics, type MetricValues } from './report/metrics';
import { findEnabledRegions } from './regions/enabled-regions';
import { ScopeReport, type ReportSinks } from './report/scope-report';
import type { Run } from './run';
import { settleAll } from './settle';
import { takeSnapshot, type SnapshotAnswer } from './snapshot';
import type { SsmClient } from './scan/ssm';
import { formatSnapshotId } from './time';
import { startTimeLimit } from './time-limit';

export interface Dependencies extends ReportSinks {
  readonly config: Pick<Config, 'regions' | 'fullScanIntervalMs' | 'maxConcurrency'>;
  readonly archive: Archive;
  readonly listRegions: ListRegions;
  readonly describeSessions: (region: string) => SsmClient;
  readonly reporterVersion: string;
}

/** Each has up to `maxConcurrency` readers, and all of them share the memory of one function. */
const REGIONS_AT_ONCE = 4;

export interface Answer {
  readonly snapshots: readonly SnapshotAnswer[];
}

/** Lambda's handler. It rejects if any Region failed; the snapshots of the others are complete all the same. */
export function createHandler(dependencies: Dependencies): (event: unknown, context: Context) => Promise<Answer> {
  const { config, archive, listRegions, describeSessions, clock, logger, reporterVersion } = dependencies;
  const { regions: asked, fullScanIntervalMs, maxConcurrency } = config;
  const ofAll = asked === ALL_REGIONS;
  // Kept from run to run: connections, and what adaptive retries have learnt of SSM's rate.
  const clients = new Map<string, SsmClient>();
  const clientOf = (region: string): SsmClient => {
    const client = clients.get(region) ?? describeSessions(region);
    clients.set(region, client);
    return client;
  };

  return async (event, context) => {
    logger.addContext(context);
    const { snapshotMs, full } = parseEvent(event, clock());
    const { accountId, functionName } = parseArn(context.invokedFunctionArn);
    const snapshot = { id: formatSnapshotId(snapshotMs), ms: snapshotMs };

    const search = { listRegions, accountId, snapshot, archive, logger };
    const regions = ofAll ? await findEnabledRegions(search) : asked;
    const measured: MetricValues[] = [];
    // Of all Regions together one line is written, at the end.
    const gatherMetrics: ReportSinks['writeMetrics'] = (_, values) => measured.push(values);
    const sinks: ReportSinks = { logger, clock, writeMetrics: ofAll ? gatherMetrics : dependencies.writeMetrics };
    const common = { snapshot, full, fullScanIntervalMs, maxConcurrency, archive, clock, reporterVersion };
    const timeLimit = startTimeLimit(context.getRemainingTimeInMillis());

    const outcomes = await settleAll(regions, REGIONS_AT_ONCE, async (region) => {
      const client = clientOf(region);
      const report = new ScopeReport(sinks, { functionName, region, snapshotId: snapshot.id });
      const run: Run = {
        ...common,
        scope: { accountId, region },
        timeLimit: timeLimit.signal,
        describeSessions: (request) => client(request, report.addFailedAttempt),
        onPlan: report.addPlan,
      };
      const taken = await takeSnapshot(run).catch((error: unknown) => {
        report.fail(error);
        throw new Error(`${region} (${describeError(error)})`);
      });
      report.end(taken);
      return taken.answer;
    });

    timeLimit.cancel();
    if (ofAll) {
      const all = { functionName, region: ALL_REGIONS, snapshotId: snapshot.id };
      dependencies.writeMetrics(all, combineMetrics(measured));
    }
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

/** The account is the one that the function runs in, and nobody has to configure it. */
function parseArn(functionArn: string): { accountId: string; functionName: string } {
  const [accountId = '', , functionName = ''] = functionArn.split(':').slice(4);
  if (/^\d{12}$/.test(accountId)) return { accountId, functionName };
  throw new ConfigurationError(`The invoked function's ARN '${functionArn}' names no account.`);
}
