// A large archive with a chain of manifests, written without a reporter: one scope, many objects with the same number
// of records.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SCHEMA_VERSION, SOURCES } from '../../lib/contract';
import { historyKey, manifestKey, windowPart } from '../../lambda/store/keys';
import { serializeManifest, type Manifest } from '../../lambda/store/manifest';
import { toRecords } from '../../lambda/records/record';
import { SSM } from '../../lambda/ssm/ssm-columns';
import { DAY_MS, formatSnapshotId, formatTimestamp, SECOND_MS } from '../../lambda/time';
import { createWorld } from '../../local/world/world';

const SCOPE = { accountId: '123456789012', region: 'eu-west-1' };
const FIRST_MS = Date.UTC(2026, 0, 1);
/** The objects of one snapshot: windows of 90 minutes over 25 days. */
const OBJECTS_A_SNAPSHOT = 400;
const WINDOW_MS = DAY_MS / 16;

/** Writes that many objects, rounded up to whole snapshots. Each snapshot is full, and a day after the one before. */
export function writeVerifyArchive(folder: string, objects: number, recordsAnObject: number): void {
  const write = (key: string, body: Buffer) => {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), body);
    return { key, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
  };
  const world = createWorld({
    seed: 1,
    accountId: SCOPE.accountId,
    regions: [SCOPE.region],
    sessions: 20_000,
    from: FIRST_MS,
  });
  const sessions = world.truth(SCOPE.region, FIRST_MS + 30 * DAY_MS).map((session) => session.describe('History'));
  let used = 0;
  const session = (startMs: number) => {
    used += 1;
    return { ...sessions[used % sessions.length], StartDate: startMs / SECOND_MS };
  };

  let previous: Manifest['previous'] = null;
  for (let snapshot = 0; snapshot < Math.ceil(objects / OBJECTS_A_SNAPSHOT); snapshot += 1) {
    const snapshotMs = FIRST_MS + (30 + snapshot) * DAY_MS;
    const id = formatSnapshotId(snapshotMs);
    const observation = { ...SCOPE, snapshotId: id, snapshotMs, observedMs: snapshotMs, state: 'History' } as const;
    const starts = Array.from({ length: OBJECTS_A_SNAPSHOT }, (_, i) => FIRST_MS + snapshot * DAY_MS + i * WINDOW_MS);
    const listed = starts.map((fromMs, i) => {
      const window = { fromMs: i === 0 ? null : fromMs, toMs: i === starts.length - 1 ? null : fromMs + WINDOW_MS };
      const stepMs = Math.floor(WINDOW_MS / recordsAnObject);
      const wire = Array.from({ length: recordsAnObject }, (_, j) => session(fromMs + j * stepMs)).reverse();
      const text = toRecords(wire, observation, SSM)
        .map(({ line }) => line)
        .join('');
      const key = historyKey(SCOPE, fromMs, id, windowPart(window));
      return { window, object: { ...write(key, gzipSync(text, { level: 3 })), records: recordsAnObject } };
    });
    const time = formatTimestamp(snapshotMs);
    const manifest: Manifest = {
      schema_version: SCHEMA_VERSION,
      source: SOURCES.ssm,
      account_id: SCOPE.accountId,
      region: SCOPE.region,
      snapshot_id: id,
      snapshot_time: time,
      started_time: time,
      finished_time: time,
      mode: 'full',
      last_full_snapshot_id: id,
      history_from: null,
      max_start_time: formatTimestamp((starts.at(-1) ?? 0) + WINDOW_MS),
      active: { pages: 1, records: 0 },
      history: { pages: 1, records: OBJECTS_A_SNAPSHOT * recordsAnObject },
      lookup: { pages: 0, records: 0 },
      windows: listed.map(({ window: { fromMs, toMs } }) => ({
        from_time: fromMs === null ? null : formatTimestamp(fromMs),
        to_time: toMs === null ? null : formatTimestamp(toMs),
      })),
      objects: listed
        .map(({ object: { key, records, bytes, sha256 } }) => ({ key, records, bytes, sha256 }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
      pending: [],
      unresolved: [],
      faded: [],
      unidentified: 0,
      previous,
      reporter_version: '0.0.0',
    };
    const { key, sha256 } = write(manifestKey(SCOPE, id), serializeManifest(manifest));
    previous = { key, sha256 };
  }
}
