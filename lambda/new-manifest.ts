// Composes a snapshot's manifest: what it claims follows from the plan, from what the source has read, and from the stored objects.
import { SCHEMA_VERSION } from '../lib/contract';
import { sortOutMissing } from './missing';
import type { Plan } from './plan';
import { assertExactCover } from './records/windows';
import type { Run } from './run';
import type { Reading, Source } from './source';
import type { PreviousSnapshot } from './store/ledger';
import type { Manifest } from './store/manifest';
import type { SnapshotObjects } from './store/snapshot-objects';
import { formatTimestamp, parseTimestamp } from './time';

interface Taken {
  readonly source: Source;
  readonly startedMs: number;
  readonly previous: PreviousSnapshot | null;
  readonly plan: Plan;
  readonly reading: Reading;
  readonly objects: SnapshotObjects;
}

/** Throws if the windows leave out a part of the start times that the source vouches for: such a snapshot must not be published. */
export function newManifest(run: Run, { source, startedMs, previous, plan, reading, objects }: Taken): Manifest {
  const { pages, whole } = reading;
  const isFull = plan.mode === 'full';
  const windows = [...reading.windows].sort((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0));
  assertExactCover(windows, whole);
  return {
    schema_version: SCHEMA_VERSION,
    source: source.name,
    account_id: run.scope.accountId,
    region: run.scope.region,
    snapshot_id: run.snapshot.id,
    snapshot_time: formatTimestamp(run.snapshot.ms),
    started_time: formatTimestamp(startedMs),
    finished_time: formatTimestamp(run.clock()),
    mode: plan.mode,
    last_full_snapshot_id: isFull || !previous ? run.snapshot.id : previous.manifest.last_full_snapshot_id,
    history_from: timestampOrNull(whole.fromMs),
    max_start_time: timestampOrNull(latest(objects.maxStartMs(), previous?.manifest.max_start_time ?? null)),
    active: { pages: pages.active, records: objects.countRecords('active') },
    history: { pages: pages.history, records: objects.countRecords('history') },
    lookup: { pages: pages.lookup, records: objects.countRecords('lookup') },
    windows: windows.map(({ fromMs, toMs }) => ({
      from_time: timestampOrNull(fromMs),
      to_time: timestampOrNull(toMs),
    })),
    objects: objects.list(),
    ...sortOutMissing(objects.stillMissing(), run.snapshot.ms, isFull),
    unidentified: objects.countUnidentified(),
    previous: previous && { key: previous.key, sha256: previous.sha256 },
    reporter_version: run.reporterVersion,
  };
}

function latest(maxStartMs: number | null, previous: string | null): number | null {
  if (previous === null) return maxStartMs;
  return Math.max(parseTimestamp(previous), maxStartMs ?? 0);
}

function timestampOrNull(ms: number | null): string | null {
  return ms === null ? null : formatTimestamp(ms);
}
