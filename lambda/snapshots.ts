// Takes one snapshot in each Region, independently. The function and the command line both use this.
import { ALL_REGIONS } from '../lib/contract';
import type { Config } from './config';
import { combineMetrics, type MetricValues } from './report/metrics';
import { ScopeReport, type ReportSinks } from './report/scope-report';
import type { ListRegions } from './regions/account';
import { findEnabledRegions } from './regions/enabled-regions';
import type { Run } from './run';
import { settleAll } from './settle';
import { takeSnapshot, type SnapshotAnswer } from './snapshot';
import type { OpenSource } from './source';
import type { Archive } from './store/archive';
import type { SnapshotName } from './store/keys';

export interface Reporter extends ReportSinks {
  readonly config: Pick<Config, 'regions' | 'fullScanIntervalMs' | 'maxConcurrency'>;
  readonly archive: Archive;
  readonly listRegions: ListRegions;
  readonly openSource: OpenSource;
  readonly reporterVersion: string;
}

/** What the reporter has to do this time. */
export interface Assignment {
  readonly accountId: string;
  /** A dimension of the metrics. */
  readonly functionName: string;
  readonly snapshot: SnapshotName;
  readonly full: boolean;
  /** Aborted when the function's time is nearly up: the runs then store what they have read and fail. */
  readonly timeLimit: AbortSignal;
}

export type RegionOutcome = PromiseSettledResult<SnapshotAnswer> & { readonly region: string };

/** Each Region has up to `maxConcurrency` readers, and all of them share the function's memory. */
const REGIONS_AT_ONCE = 4;

/** Returns the outcome of each Region, in order. Rejects if the list of enabled Regions cannot be read. */
export async function takeSnapshots(reporter: Reporter, assignment: Assignment): Promise<RegionOutcome[]> {
  const { config } = reporter;
  const { accountId, functionName, snapshot } = assignment;
  const ofAll = config.regions === ALL_REGIONS;
  const regions =
    config.regions === ALL_REGIONS ? await findEnabledRegions({ ...reporter, ...assignment }) : config.regions;
  const measured: MetricValues[] = [];
  // With all Regions there is one line of metrics for all of them, written at the end.
  const gatherMetrics: ReportSinks['writeMetrics'] = (_, values) => measured.push(values);
  const sinks = ofAll ? { ...reporter, writeMetrics: gatherMetrics } : reporter;

  const outcomes = await settleAll(regions, REGIONS_AT_ONCE, async (region) => {
    const report = new ScopeReport(sinks, { functionName, region, snapshotId: snapshot.id });
    const source = reporter.openSource(region, report.addFailedAttempt);
    const run: Run = {
      ...reporter,
      ...config,
      ...assignment,
      scope: { accountId, region },
      onPlan: report.addPlan,
    };
    const taken = await takeSnapshot(run, source).catch((error: unknown) => {
      report.fail(error);
      throw error;
    });
    report.end(taken);
    return taken.answer;
  });

  if (ofAll) {
    const all = { functionName, region: ALL_REGIONS, snapshotId: snapshot.id };
    reporter.writeMetrics(all, combineMetrics(measured));
  }
  return outcomes.map((outcome, index) => ({ ...outcome, region: regions[index] ?? '' }));
}
