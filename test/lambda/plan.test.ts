import type { Manifest } from '../../lambda/store/manifest';
import { planRun } from '../../lambda/plan';
import { DAY_MS, formatSnapshotId, formatTimestamp, HOUR_MS } from '../../lambda/time';

const now = Date.UTC(2026, 0, 31, 1);
const occasion = { snapshotMs: now, full: false, fullScanIntervalMs: 7 * DAY_MS };

function previous(change: Partial<Manifest> = {}): Manifest {
  return {
    snapshot_id: formatSnapshotId(now - HOUR_MS),
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
    why: 'goes on from snapshot 20260131T000000Z',
    watermarkMs: Date.UTC(2026, 0, 30, 21, 12, 34, 567),
  });
});

test.each<[string, Manifest | null, object, string]>([
  ['there is no previous manifest', null, {}, 'no snapshot before this one in the last 31 days'],
  ['no session has ever been seen', previous({ max_start_time: null }), {}, 'no session has ever been seen'],
  ['the event asks for it', previous(), { full: true }, 'the event asks for it'],
  [
    'the previous snapshot is a day old',
    previous({ snapshot_id: '20260130T010000Z', snapshot_time: formatTimestamp(now - DAY_MS) }),
    {},
    'snapshot 20260130T010000Z, the last one, is a day old or more',
  ],
  [
    'the last full one is old enough',
    previous({ last_full_snapshot_id: formatSnapshotId(now - 7 * DAY_MS) }),
    {},
    'snapshot 20260124T010000Z, the last full one, is old enough',
  ],
  [
    'a session has been pending for a day',
    previous(pendingSince(now - DAY_MS)),
    {},
    'sessions have been missing for a day or more',
  ],
])('reads all of History when %s, and says why', (_, manifest, change, why) => {
  expect(planRun(manifest, { ...occasion, ...change })).toEqual({ mode: 'full', why });
});

test.each<[string, Manifest]>([
  ['the previous snapshot is not a day old', previous({ snapshot_time: formatTimestamp(now - DAY_MS + 1000) })],
  [
    'the last full one is not old enough',
    previous({ last_full_snapshot_id: formatSnapshotId(now - 7 * DAY_MS + 1000) }),
  ],
  ['no session has been pending for a day', previous(pendingSince(now - DAY_MS + 1))],
  [
    'the only session pending for a day is so old that SSM forgets it',
    previous({
      pending: [
        { session_id: 'a', start_time: formatTimestamp(now - 31 * DAY_MS), since: formatTimestamp(now - DAY_MS) },
      ],
    }),
  ],
])('reads only the newest part of History when %s', (_, manifest) => {
  expect(planRun(manifest, occasion).mode).toBe('incremental');
});
