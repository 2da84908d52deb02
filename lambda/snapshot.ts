// One run in one scope, in the order of its steps: see what is there, read Active, read History, publish.
import { SCHEMA_VERSION, sessionsPrefix, SOURCE } from '../lib/contract';
import { firstKeyOf, manifestKey, parseRecordsKey } from './keys';
import { LOOK_BACK_DAYS, readLedger } from './ledger';
import { parseManifest, serializeManifest, type Manifest, type Mode } from './manifest';
import { expectSessions, sortOutMissing } from './missing';
import type { Run } from './run';
import { scanActive, scanHistory } from './scans';
import { hash, readSessions, SnapshotObjects } from './snapshot-objects';
import { formatTimestamp, parseTimestamp } from './time';

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

/** Takes the snapshot and publishes its manifest. Running it again changes nothing. */
export async function takeSnapshot(run: Run): Promise<SnapshotAnswer> {
  const startedMs = run.clock();
  const { archive, scope, snapshot } = run;
  const key = manifestKey(scope, snapshot.id);

  const ledger = await readLedger(archive, scope, snapshot);
  if (ledger.isPublished) return describe(run, parseManifest(key, await archive.read(key)));
  if (ledger.isSuperseded) return superseded(run);
  const previous = ledger.previousKey === null ? null : await readPrevious(run, ledger.previousKey);
  const missing = expectSessions(previous?.manifest ?? null, previous?.active ?? [], snapshot.ms);

  const objects = new SnapshotObjects(archive, scope, snapshot, missing);
  await adoptActive(run, objects);
  // Active first: a session that ends in between is then seen twice. The other way round it would be missed.
  const activePages = await scanActive(run, objects);
  const history = await scanHistory(run, objects);

  if ((await readLedger(archive, scope, snapshot)).isSuperseded) return superseded(run);
  const { pending, unresolved } = sortOutMissing(missing.values(), snapshot.ms);
  const manifest: Manifest = {
    schema_version: SCHEMA_VERSION,
    source: SOURCE,
    account_id: scope.accountId,
    region: scope.region,
    snapshot_id: snapshot.id,
    snapshot_time: formatTimestamp(snapshot.ms),
    started_time: formatTimestamp(startedMs),
    finished_time: formatTimestamp(run.clock()),
    mode: 'full',
    last_full_snapshot_id: snapshot.id,
    history_from: null,
    max_start_time: latest(objects.maxStartMs(), previous?.manifest.max_start_time ?? null),
    active: { pages: activePages, records: objects.countRecords('active') },
    history: { pages: history.pages, records: objects.countRecords('history') },
    lookup: { pages: 0, records: objects.countRecords('lookup') },
    windows: history.windows
      .map(({ fromMs, toMs }) => ({ from_time: timestampOrNull(fromMs), to_time: timestampOrNull(toMs) }))
      .reverse(),
    objects: objects.list(),
    pending,
    unresolved,
    previous: previous && { key: previous.key, sha256: previous.sha256 },
    reporter_version: run.reporterVersion,
  };
  const body = serializeManifest(manifest);
  const isOurs = await archive.create({ key, body, sha256: hash(body), contentType: 'application/json' });
  return describe(run, isOurs ? manifest : parseManifest(key, await archive.read(key)));
}

async function readPrevious(run: Run, key: string) {
  const bytes = await run.archive.read(key);
  const manifest = parseManifest(key, bytes);
  const activeKeys = manifest.objects.map((object) => object.key).filter((k) => parseRecordsKey(k)?.kind === 'active');
  const active = [];
  for (const activeKey of activeKeys)
    active.push(...(await readSessions(activeKey, await run.archive.read(activeKey))));
  return { key, sha256: hash(bytes), manifest, active };
}

/** Every Active object that an earlier attempt wrote for this snapshot belongs to it. */
async function adoptActive(run: Run, objects: SnapshotObjects): Promise<void> {
  const prefix = sessionsPrefix(run.scope);
  const keys = await run.archive.list(prefix, firstKeyOf(prefix, 'start_date', run.snapshot.ms, LOOK_BACK_DAYS));
  for (const key of keys) {
    const parsed = parseRecordsKey(key);
    if (parsed?.snapshotId === run.snapshot.id && parsed.kind === 'active') await objects.adopt(key);
  }
}

function latest(maxStartMs: number | null, previous: string | null): string | null {
  const previousMs = previous === null ? null : parseTimestamp(previous);
  return timestampOrNull(
    maxStartMs === null || previousMs === null ? (maxStartMs ?? previousMs) : Math.max(maxStartMs, previousMs),
  );
}

function timestampOrNull(ms: number | null): string | null {
  return ms === null ? null : formatTimestamp(ms);
}

function describe(run: Run, { mode, active, history, lookup }: Manifest): SnapshotAnswer {
  return {
    region: run.scope.region,
    snapshotId: run.snapshot.id,
    mode,
    records: active.records + history.records + lookup.records,
    pages: active.pages + history.pages + lookup.pages,
    manifestKey: manifestKey(run.scope, run.snapshot.id),
  };
}

function superseded(run: Run): SnapshotAnswer {
  return {
    region: run.scope.region,
    snapshotId: run.snapshot.id,
    mode: 'full',
    records: 0,
    pages: 0,
    manifestKey: null,
  };
}
