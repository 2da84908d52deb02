import type { Manifest } from '../../lambda/manifest';
import { planRun } from '../../lambda/plan';
import { DAY_MS, formatSnapshotId, formatTimestamp, HOUR_MS } from '../../lambda/time';

const now = Date.UTC(2026, 0, 31, 1);
const occasion = { snapshotMs: now, full: false, fullScanIntervalMs: 7 * DAY_MS };

function previous(change: Partial<Manifest> = {}): Manifest {
  return {
    snapshot_time: formatTimestamp(now - HOUR_MS),
    last_full_snapshot_id: formatSnapshotId(now - 2 * DAY_MS),
    max_start_time: '2026-01-31 00:12:34.567',
    pending: [],
    ...change,
  } as unknown as Manifest;
}

const pendingSince = (ms: number) => ({ pending: [{ session_id: 'a', start_time: null, since: formatTimestamp(ms) }] });

test('reads History from three hours before the latest start time that is stored', () => {
  expect(planRun(previous(), occasion)).toEqual({
    mode: 'incremental',
    watermarkMs: Date.UTC(2026, 0, 30, 21, 12, 34, 567),
  });
});

test.each<[string, Manifest | null, object]>([
  ['there is no previous manifest', null, {}],
  ['no session has ever been seen', previous({ max_start_time: null }), {}],
  ['it is asked for', previous(), { full: true }],
  ['the previous snapshot is a day old', previous({ snapshot_time: formatTimestamp(now - DAY_MS) }), {}],
  ['the last full one is old enough', previous({ last_full_snapshot_id: formatSnapshotId(now - 7 * DAY_MS) }), {}],
  ['a session has been pending for a day', previous(pendingSince(now - DAY_MS)), {}],
])('reads all of History when %s', (_, manifest, change) => {
  expect(planRun(manifest, { ...occasion, ...change })).toEqual({ mode: 'full' });
});

test.each<[string, Manifest]>([
  ['the previous snapshot is not a day old', previous({ snapshot_time: formatTimestamp(now - DAY_MS + 1000) })],
  [
    'the last full one is not old enough',
    previous({ last_full_snapshot_id: formatSnapshotId(now - 7 * DAY_MS + 1000) }),
  ],
  ['no session has been pending for a day', previous(pendingSince(now - DAY_MS + 1))],
])('and not when %s', (_, manifest) => {
  expect(planRun(manifest, occasion).mode).toBe('incremental');
});
