// Runs the reporter once, outside Lambda.
import type { Log, LogValues } from '../../lambda/report/log';
import { takeSnapshots, type Assignment, type RegionOutcome, type Reporter } from '../../lambda/snapshots';
import { Overtaken } from './chain-claims';
import type { WatchedSource, Watcher } from './sources';

export interface Ran {
  /** The outcome of every Region, in order. */
  readonly outcomes: readonly RegionOutcome[];
  /** Regions of earlier snapshots that are not enabled in the account now. */
  readonly notTaken: readonly { readonly region: string; readonly reason: string }[];
}

interface Dependencies extends Omit<Reporter, 'logger' | 'writeMetrics' | 'openSource'> {
  readonly openSource: WatchedSource;
}

/** Rejects if the list of Regions cannot be read. */
export async function runReporter(
  dependencies: Dependencies,
  assignment: Omit<Assignment, 'functionName'>,
  watcher: Watcher,
): Promise<Ran> {
  const notTaken: { region: string; reason: string }[] = [];
  const reporter: Reporter = {
    ...dependencies,
    openSource: dependencies.openSource(watcher),
    logger: logTo(watcher, (region, reason) => notTaken.push({ region, reason })),
    writeMetrics: () => undefined,
  };
  const named = { ...assignment, functionName: 'snapshot' };
  let outcomes = await takeSnapshots(reporter, named);
  for (;;) {
    const overtaken = outcomes.filter(isOvertaken).map(({ region }) => region);
    if (overtaken.length === 0) return { outcomes, notTaken };
    const config = { ...dependencies.config, regions: overtaken };
    const again = new Map((await takeSnapshots({ ...reporter, config }, named)).map((each) => [each.region, each]));
    outcomes = outcomes.map((outcome) => again.get(outcome.region) ?? outcome);
  }
}

function isOvertaken(outcome: RegionOutcome): boolean {
  return outcome.status === 'rejected' && outcome.reason instanceof Overtaken;
}

/** Turns the function's log into progress for people. The outcome reports how each Region ended. */
function logTo(watcher: Watcher, onNotTaken: (region: string, reason: string) => void): Log {
  return {
    info: (message, values) => {
      const { region, mode, why } = texts(values);
      if (message === 'Snapshot planned') watcher.planned(region, mode, why);
      else watcher.ended(region);
    },
    warn: (_, values) => {
      const { region, reason } = texts(values);
      watcher.notTaken(region, reason);
      onNotTaken(region, reason);
    },
    error: (_, values) => {
      watcher.ended(texts(values).region);
    },
  };
}

function texts(values: LogValues) {
  const { region = '', mode = '', why = '', reason = '' } = values as Partial<Record<string, string>>;
  return { region, mode, why, reason };
}
