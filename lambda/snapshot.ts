// One run in one scope, in the order of its steps: read the ledger, plan, read the sessions, look at the ledger again, publish.
import { expectSessions } from './missing';
import { newManifest } from './new-manifest';
import type { Run } from './run';
import type { Source } from './source';
import { manifestKey } from './store/keys';
import { readLedger, readPrevious } from './store/ledger';
import { parseManifest, serializeManifest, type Manifest, type Mode } from './store/manifest';
import { SnapshotObjects } from './store/snapshot-objects';
import { hash } from './store/stored';

/** What an invocation answers about one scope. `records` and `pages` are sums over both states and the look-ups. */
export interface SnapshotAnswer {
  readonly region: string;
  readonly snapshotId: string;
  readonly mode: Mode;
  readonly records: number;
  readonly pages: number;
  /** Null if the snapshot is superseded: a later one has a manifest. */
  readonly manifestKey: string | null;
}

export interface TakenSnapshot {
  readonly answer: SnapshotAnswer;
  /** Null if the snapshot is superseded. */
  readonly manifest: Manifest | null;
}

/** Takes the snapshot and publishes its manifest. If the manifest is there already, it changes nothing. */
export async function takeSnapshot(run: Run, source: Source): Promise<TakenSnapshot> {
  let taken = await tryToTake(run, source);
  // The plan is reported once.
  while (taken === null) taken = await tryToTake({ ...run, onPlan: () => undefined }, source);
  return taken;
}

/** Null if another run has meanwhile published a snapshot before this one: this one must follow that, or the chain would fork. */
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
  const reading = await source.read(run, plan, objects);

  const ledgerNow = await readLedger(archive, scope, snapshot);
  if (ledgerNow.isSuperseded) return superseded(run, plan.mode);
  if (ledgerNow.previousKey !== ledger.previousKey) return null;
  const manifest = newManifest(run, { source, startedMs, previous, plan, reading, objects });
  const body = serializeManifest(manifest);
  const isOurs = await archive.create({ key, body, sha256: hash(body), contentType: 'application/json' });
  return published(run, isOurs ? manifest : parseManifest(key, await archive.read(key)));
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
