// What a run says in the end: for people, and for programs.
import { SOURCES, type SourceName } from '../../lib/contract';
import { describeError } from '../../lambda/errors';
import type { SnapshotAnswer } from '../../lambda/snapshot';
import type { RegionOutcome } from '../../lambda/snapshots';
import { printable } from '../output/table';
import { adviceOn } from './advice';

export interface Outcome {
  /** As it was given. */
  readonly archive: string;
  readonly source: SourceName;
  readonly accountId: string;
  readonly snapshotId: string;
  /** Somebody ended the run before its time. */
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
      const told = isStopped ? 'Stopped before all was read.' : error;
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
  [SOURCES.ssm]: 'SSM forgets after 30 days.',
  [SOURCES.alibaba]:
    'Alibaba Cloud forgets after 30 days, and what is not among the last 1,000 successful sessions of a Region.',
} as const satisfies Record<SourceName, string>;

function nextSteps(archive: string, source: SourceName, stopped: boolean, failed: number): string[] {
  if (stopped)
    return [
      '',
      'Nothing is lost: what was complete stays, and the next run reads the rest anew. Run the same command to go on.',
      'What was half read lies in the archive as records that no manifest vouches for; verify calls them leftovers.',
    ];
  if (failed > 0) return ['', 'Run the same command again once that is mended; what is complete stays.'];
  const quoted = /^[\w@%+=:,./-]+$/.test(archive) ? archive : `'${archive.replaceAll("'", String.raw`'\''`)}'`;
  return [
    '',
    `  npx cdk-ssm-session-archive verify ${printable(quoted)}     # prove that it is whole`,
    `  npx cdk-ssm-session-archive sessions ${printable(quoted)}   # list what is in it`,
    '',
    `${FORGETS[source]} Run the same command again, best every hour, and it adds what is new.`,
  ];
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
}
