// One run of the reporter, without Lambda around it.
import type { Log, LogValues } from '../../lambda/report/log';
import type { SsmClient } from '../../lambda/scan/ssm';
import { openSsm } from '../../lambda/scan/ssm-source';
import { takeSnapshots, type Assignment, type RegionOutcome, type Reporter } from '../../lambda/snapshots';
import { Overtaken } from './chain-claims';

/** What can be watched while a run goes on. */
export interface Watcher {
  planned(region: string, mode: string, why: string): void;
  /** A page has come. */
  page(region: string, sessions: number): void;
  /** An attempt at a call failed; it may be made again. */
  failedAttempt(region: string, error: string): void;
  ended(region: string): void;
  /** It is not read, though the archive knows it. */
  notTaken(region: string, reason: string): void;
}

export interface Ran {
  /** What became of every Region, in order. */
  readonly outcomes: readonly RegionOutcome[];
  /** Regions of earlier snapshots that are not enabled in the account now. */
  readonly notTaken: readonly { readonly region: string; readonly reason: string }[];
}

interface Dependencies extends Omit<Reporter, 'logger' | 'writeMetrics' | 'openSource'> {
  readonly describeSessions: (region: string) => SsmClient;
}

/** Rejects if it is not to be learned which Regions there are. */
export async function runReporter(
  dependencies: Dependencies,
  assignment: Omit<Assignment, 'functionName'>,
  watcher: Watcher,
): Promise<Ran> {
  const notTaken: { region: string; reason: string }[] = [];
  const reporter: Reporter = {
    ...dependencies,
    openSource: openSsm((region) => watched(dependencies.describeSessions(region), region, watcher)),
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

function watched(client: SsmClient, region: string, watcher: Watcher): SsmClient {
  return async (request, onFailedAttempt) => {
    const body = await client(request, (error) => {
      watcher.failedAttempt(region, error);
      onFailedAttempt(error);
    });
    watcher.page(region, countSessions(body));
    return body;
  };
}

/** The reporter judges what a page holds; here it only moves a number. */
function countSessions(body: string): number {
  try {
    const { Sessions: sessions } = JSON.parse(body) as { Sessions?: unknown };
    return Array.isArray(sessions) ? sessions.length : 0;
  } catch {
    return 0;
  }
}

/** What the function writes into its log, for people. How a Region ended is told by its outcome. */
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
