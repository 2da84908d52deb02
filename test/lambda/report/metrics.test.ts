import type { Manifest, MissingSession } from '../../../lambda/store/manifest';
import { combineMetrics, metricsOf } from '../../../lambda/report/metrics';
import type { SnapshotAnswer, TakenSnapshot } from '../../../lambda/snapshot';

const missingSince = (since: string): MissingSession => ({ session_id: since, start_time: null, since });

function complete(pending: readonly MissingSession[], unresolved: readonly MissingSession[]): TakenSnapshot {
  const manifest = { snapshot_time: '2026-01-31 01:00:00.000', pending, unresolved } as Partial<Manifest> as Manifest;
  return { answer: { records: 2918 } as SnapshotAnswer, manifest };
}

test('a complete snapshot tells its records, what SSM turned down, and that nothing is missing', () => {
  expect(metricsOf(complete([], []), 3)).toEqual({
    SnapshotComplete: 1,
    Records: 2918,
    FailedAttempts: 3,
    LongestMissing: 0,
  });
});

test.each<[string, string[], string[], number]>([
  ['a session that this snapshot is the first to miss', ['2026-01-31 01:00:00.000'], [], 0],
  ['the longest of those pending', ['2026-01-30 21:00:00.000', '2026-01-31 00:00:00.000'], [], 4 * 3600],
  ['the longest of those given up', [], ['2026-01-30 00:59:59.500', '2026-01-30 01:00:00.000'], 24 * 3600 + 0.5],
  ['the longest of all', ['2026-01-31 00:00:00.000'], ['2026-01-30 01:00:00.000'], 24 * 3600],
])('its longest missing session: %s', (_, pending, unresolved, seconds) => {
  const taken = complete(pending.map(missingSince), unresolved.map(missingSince));
  expect(metricsOf(taken, 0)).toMatchObject({ LongestMissing: seconds });
});

test('a session that fades is not missing: SSM forgets what nobody ended', () => {
  const fading = { session_id: 'a', start_time: '2025-12-31 13:00:00.000', since: '2026-01-30 01:00:00.000' };
  expect(metricsOf(complete([fading], []), 0)).toMatchObject({ LongestMissing: 0 });
  const young = { ...fading, start_time: '2025-12-31 13:00:00.001' };
  expect(metricsOf(complete([fading, young], []), 0)).toMatchObject({ LongestMissing: 24 * 3600 });
});

test('a failed snapshot is an incomplete one, and knows nothing of records or missing sessions', () => {
  expect(metricsOf('failed', 20)).toEqual({ SnapshotComplete: 0, FailedAttempts: 20 });
});

test('a superseded one says nothing of completeness: the later one has spoken for the scope', () => {
  expect(metricsOf({ answer: {} as SnapshotAnswer, manifest: null }, 0)).toEqual({ FailedAttempts: 0 });
});

describe('all Regions together', () => {
  const one = { SnapshotComplete: 1, Records: 10, LongestMissing: 7200, FailedAttempts: 1 };
  const two = { SnapshotComplete: 1, Records: 5, LongestMissing: 0, FailedAttempts: 2 };

  test('are complete if each is; their records and failed attempts add up, the longest missing session counts', () => {
    expect(combineMetrics([one, two])).toEqual({
      SnapshotComplete: 1,
      Records: 15,
      LongestMissing: 7200,
      FailedAttempts: 3,
    });
  });

  test('are incomplete if one is', () => {
    expect(combineMetrics([one, { SnapshotComplete: 0, FailedAttempts: 20 }])).toMatchObject({
      SnapshotComplete: 0,
      FailedAttempts: 21,
    });
  });

  test('say nothing of completeness if a later snapshot made each superfluous', () => {
    expect(combineMetrics([{ FailedAttempts: 0 }, { FailedAttempts: 0 }])).toEqual({ FailedAttempts: 0 });
  });
});
