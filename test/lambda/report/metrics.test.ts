import type { Manifest, MissingSession } from '../../../lambda/store/manifest';
import { combineMetrics, metricsOf } from '../../../lambda/report/metrics';
import type { SnapshotAnswer, TakenSnapshot } from '../../../lambda/snapshot';

const missingSince = (since: string): MissingSession => ({ session_id: since, start_time: null, since });

function complete(pending: readonly MissingSession[], unresolved: readonly MissingSession[]): TakenSnapshot {
  const manifest = { snapshot_time: '2026-01-31 01:00:00.000', pending, unresolved } as Partial<Manifest> as Manifest;
  return { answer: { records: 2918 } as SnapshotAnswer, manifest };
}

test('a complete snapshot reports its records, the failed attempts, and that nothing is missing', () => {
  expect(metricsOf(complete([], []), 3)).toEqual({
    SnapshotComplete: 1,
    Records: 2918,
    FailedAttempts: 3,
    LongestMissing: 0,
  });
});

test.each<[string, string[], string[], number]>([
  ['a session that this snapshot is the first to miss', ['2026-01-31 01:00:00.000'], [], 0],
  ['the pending session that is missing longest', ['2026-01-30 21:00:00.000', '2026-01-31 00:00:00.000'], [], 4 * 3600],
  [
    'the unresolved session that is missing longest',
    [],
    ['2026-01-30 00:59:59.500', '2026-01-30 01:00:00.000'],
    24 * 3600 + 0.5,
  ],
  ['the longest of both lists', ['2026-01-31 00:00:00.000'], ['2026-01-30 01:00:00.000'], 24 * 3600],
])('LongestMissing is the age of %s', (_, pending, unresolved, seconds) => {
  const taken = complete(pending.map(missingSince), unresolved.map(missingSince));
  expect(metricsOf(taken, 0)).toMatchObject({ LongestMissing: seconds });
});

test('a fading session does not count as missing: nobody ended it, and SSM forgets it', () => {
  const fading = { session_id: 'a', start_time: '2025-12-31 13:00:00.000', since: '2026-01-30 01:00:00.000' };
  expect(metricsOf(complete([fading], []), 0)).toMatchObject({ LongestMissing: 0 });
  const young = { ...fading, start_time: '2025-12-31 13:00:00.001' };
  expect(metricsOf(complete([fading, young], []), 0)).toMatchObject({ LongestMissing: 24 * 3600 });
});

test('a failed snapshot reports SnapshotComplete 0, and neither records nor missing sessions', () => {
  expect(metricsOf('failed', 20)).toEqual({ SnapshotComplete: 0, FailedAttempts: 20 });
});

test('a superseded snapshot does not report SnapshotComplete: the later snapshot has done so', () => {
  expect(metricsOf({ answer: {} as SnapshotAnswer, manifest: null }, 0)).toEqual({ FailedAttempts: 0 });
});

describe('all Regions together', () => {
  const one = { SnapshotComplete: 1, Records: 10, LongestMissing: 7200, FailedAttempts: 1 };
  const two = { SnapshotComplete: 1, Records: 5, LongestMissing: 0, FailedAttempts: 2 };

  test('are complete if each is; records and failed attempts add up, LongestMissing is the largest', () => {
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

  test('do not report SnapshotComplete if every snapshot was superseded', () => {
    expect(combineMetrics([{ FailedAttempts: 0 }, { FailedAttempts: 0 }])).toEqual({ FailedAttempts: 0 });
  });
});
