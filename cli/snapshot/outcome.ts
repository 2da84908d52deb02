// The outcome of a run, as text for people and JSON for programs.
import { SOURCES, type SourceName } from '../../lib/contract';
import { describeError } from '../../lambda/errors';
import type { SnapshotAnswer } from '../../lambda/snapshot';
import type { RegionOutcome } from '../../lambda/snapshots';
import { printable } from '../output/table';
import { adviceOn } from './advice';

export interface Outcome {
  /** The location as the user wrote it. */
  readonly archive: string;
  readonly source: SourceName;
  readonly accountId: string;
  readonly snapshotId: string;
  /** Whether Ctrl-C stopped the run. */
  readonly stopped: boolean;
  readonly snapshots: readonly SnapshotAnswer[];
  readonly failed: readonly { readonly region: string; readonly error: string; readonly advice: string | null }[];
  /** Regions of earlier snapshots that are not enabled in the account now. */
  readonly notTaken: readonly { readonly region: string; readonly reason: string }[];
}

export function summarize(
  run: Pick<Outcome, 'archive' | 'source' | 'accountId' | 'snapshotId' | 'stopped' | 'notTaken'>,
  regions: readonly RegionOutcome[],
): Outcome {
  return {
    ...run,
    snapshots: regions.flatMap((region) => (region.status === 'fulfilled' ? [region.value] : [])),
    failed: regions.flatMap((region) => {
      if (region.status === 'fulfilled') return [];
      const error = describeError(region.reason);
      const isStopped = run.stopped && error.startsWith('TimeLimitReached');
      const told = isStopped ? 'Stopped before everything was read.' : error;
      return [{ region: region.region, error: told, advice: isStopped ? null : adviceOn(error) }];
    }),
  };
}

export function toJson(outcome: Outcome): string {
  return `${JSON.stringify(outcome, null, 2)}\n`;
}

export function toText({ archive, source, accountId, snapshotId, stopped, snapshots, failed }: Outcome): string {
  const all = snapshots.length + failed.length;
  return [
    ...snapshots.flatMap(snapshotLines),
    ...failed.flatMap(({ region, error, advice }) => [
      `${region}: ${stopped ? 'STOPPED' : 'FAILED'}. ${printable(error)}`,
      ...(advice === null ? [] : [`  -> ${advice}`]),
    ]),
    '',
    `${printable(archive)}: snapshot ${snapshotId} of account ${accountId} is complete in ${snapshots.length} of ${all} Region${all === 1 ? '' : 's'}.`,
    ...nextSteps(archive, source, stopped, failed.length),
    '',
  ].join('\n');
}

function snapshotLines({ region, mode, records, pages, manifestKey }: SnapshotAnswer): string[] {
  if (manifestKey === null) return [`${region}: nothing to do. The archive has a later snapshot.`];
  return [`${region}: ${mode} snapshot, ${count(records, 'record')} from ${count(pages, 'page')}`, `  ${manifestKey}`];
}

const FORGETS = {
  [SOURCES.ssm]: 'SSM forgets sessions after 30 days.',
  [SOURCES.alibaba]:
    'Alibaba Cloud forgets sessions after 30 days, and keeps only the last 1,000 successful ones of a Region.',
} as const satisfies Record<SourceName, string>;

function nextSteps(archive: string, source: SourceName, stopped: boolean, failed: number): string[] {
  if (stopped)
    return [
      '',
      'Nothing is lost: complete snapshots stay, and the next run reads the rest again. Run the same command to continue.',
      'Records of an incomplete snapshot stay in the archive without a manifest; verify calls them leftovers.',
    ];
  if (failed > 0) return ['', 'Fix the cause, then run the same command again. Complete snapshots stay.'];
  const quoted = /^[\w@%+=:,./-]+$/.test(archive) ? archive : `'${archive.replaceAll("'", String.raw`'\''`)}'`;
  return [
    '',
    `  npx cdk-ssm-session-archive verify ${printable(quoted)}     # prove that it is complete`,
    `  npx cdk-ssm-session-archive sessions ${printable(quoted)}   # list what is in it`,
    '',
    `${FORGETS[source]} Run the same command again, ideally every hour, to add what is new.`,
  ];
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
}
