// One run in one scope, in the order of its steps: see what is there, plan, read what the source shows, publish.
import { SCHEMA_VERSION } from '../lib/contract';
import { manifestKey } from './store/keys';
import { readLedger, readPrevious } from './store/ledger';
import { parseManifest, serializeManifest, type Manifest, type Mode } from './store/manifest';
import { expectSessions, sortOutMissing } from './missing';
import type { Run } from './run';
import type { Source } from './source';
import { SnapshotObjects } from './store/snapshot-objects';
import { hash } from './store/stored';
import { formatTimestamp, parseTimestamp } from './time';
import { assertExactCover } from './scan/windows';

/** What an invocation answers of one scope. `records` and `pages` are sums over both states and the look-ups. */
export interface SnapshotAnswer {
  readonly region: string;
  readonly snapshotId: string;
  readonly mode: Mode;
  readonly records: number;
  readonly pages: number;
  /** Null if a later snapshot made this one superfluous. */
  readonly manifestKey: string | null;
}

export interface TakenSnapshot {
  readonly answer: SnapshotAnswer;
  /** Null if a later snapshot made this one superfluous. */
  readonly manifest: Manifest | null;
}

/** Takes the snapshot and publishes its manifest. Running it again changes nothing. */
export async function takeSnapshot(run: Run, source: Source): Promise<TakenSnapshot> {
  let taken = await tryToTake(run, source);
  // Planned anew, and told of once.
  while (taken === null) taken = await tryToTake({ ...run, onPlan: () => undefined }, source);
  return taken;
}

/** Null if another run has published the snapshot before this one meanwhile: this one has to go on from there, or the chain would fork. */
async function tryToTake(run: Run, source: Source): Promise<TakenSnapshot | null> {
  const startedMs = run.clock();
  const { archive, scope, snapshot } = run;
  const key = manifestKey(scope, snapshot.id);

  const ledger = await readLedger(archive, scope, snapshot);
  if (ledger.isPublished) return published(run, parseManifest(key, await archive.read(key)));
  const previous = ledger.previousKey === null ? null : await readPrevious(archive, scope, ledger.previousKey);
  const plan = source.plan(previous?.manifest ?? null, { ...run, snapshotMs: snapshot.ms });
  if (ledger.isSuperseded) return superseded(run, plan.mode);
  run.onPlan(plan);

  const expected = expectSessions(previous?.manifest ?? null, previous?.active ?? [], snapshot.ms);
  const objects = new SnapshotObjects(archive, scope, snapshot, expected, startedMs);
  const { pages, whole, ...read } = await source.read(run, plan, objects);

  const ledgerNow = await readLedger(archive, scope, snapshot);
  if (ledgerNow.isSuperseded) return superseded(run, plan.mode);
  if (ledgerNow.previousKey !== ledger.previousKey) return null;
  const isFull = plan.mode === 'full';
  const windows = [...read.windows].sort((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0));
  assertExactCover(windows, whole);
  const manifest: Manifest = {
    schema_version: SCHEMA_VERSION,
    source: source.name,
    account_id: scope.accountId,
    region: scope.region,
    snapshot_id: snapshot.id,
    snapshot_time: formatTimestamp(snapshot.ms),
    started_time: formatTimestamp(startedMs),
    finished_time: formatTimestamp(run.clock()),
    mode: plan.mode,
    last_full_snapshot_id: isFull || !previous ? snapshot.id : previous.manifest.last_full_snapshot_id,
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
    ...sortOutMissing(objects.stillMissing(), snapshot.ms, isFull),
    unidentified: objects.countUnidentified(),
    previous: previous && { key: previous.key, sha256: previous.sha256 },
    reporter_version: run.reporterVersion,
  };
  const body = serializeManifest(manifest);
  const isOurs = await archive.create({ key, body, sha256: hash(body), contentType: 'application/json' });
  return published(run, isOurs ? manifest : parseManifest(key, await archive.read(key)));
}

function latest(maxStartMs: number | null, previous: string | null): number | null {
  if (previous === null) return maxStartMs;
  return Math.max(parseTimestamp(previous), maxStartMs ?? 0);
}

function timestampOrNull(ms: number | null): string | null {
  return ms === null ? null : formatTimestamp(ms);
}

function published(run: Run, manifest: Manifest): TakenSnapshot {
  const { mode, active, history, lookup } = manifest;
  const answer = {
    region: run.scope.region,
    snapshotId: run.snapshot.id,
    mode,
    records: active.records + history.records + lookup.records,
    pages: active.pages + history.pages + lookup.pages,
    manifestKey: manifestKey(run.scope, run.snapshot.id),
  };
  return { answer, manifest };
}

function superseded({ scope: { region }, snapshot }: Run, mode: Mode): TakenSnapshot {
  const answer = { region, snapshotId: snapshot.id, mode, records: 0, pages: 0, manifestKey: null };
  return { answer, manifest: null };
}
