// One snapshot in each Region, independently: what the function and the command line have in common.
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

/** What is asked of the reporter this time, and of which account. */
export interface Assignment {
  readonly accountId: string;
  /** Whose metrics these are. */
  readonly functionName: string;
  readonly snapshot: SnapshotName;
  readonly full: boolean;
  /** Aborted when a run has to store what it has read. Every reader listens. */
  readonly timeLimit: AbortSignal;
}

export type RegionOutcome = PromiseSettledResult<SnapshotAnswer> & { readonly region: string };

/** Each has up to `maxConcurrency` readers, and all of them share the memory of one function. */
const REGIONS_AT_ONCE = 4;

/** Tells of every Region what became of it, in order. Rejects if it is not to be learned which Regions there are. */
export async function takeSnapshots(reporter: Reporter, assignment: Assignment): Promise<RegionOutcome[]> {
  const { config } = reporter;
  const { accountId, functionName, snapshot } = assignment;
  const ofAll = config.regions === ALL_REGIONS;
  const regions =
    config.regions === ALL_REGIONS ? await findEnabledRegions({ ...reporter, ...assignment }) : config.regions;
  const measured: MetricValues[] = [];
  // Of all Regions together one line is written, at the end.
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
