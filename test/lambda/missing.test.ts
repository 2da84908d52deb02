import type { Manifest } from '../../lambda/store/manifest';
import { expectSessions, isFading, isLost, sortOutMissing } from '../../lambda/missing';
import { DAY_MS, HOUR_MS, parseTimestamp } from '../../lambda/time';

const snapshotMs = Date.UTC(2026, 0, 31, 1);
const session = (session_id: string, since: string) => ({ session_id, start_time: '2026-01-29 08:00:00.000', since });

test('expects what the previous snapshot listed as Active or pending; a pending session keeps its age', () => {
  const pending = session('b', '2026-01-30 12:00:00.000');
  const active = [
    { session_id: 'a', start_time: null },
    { session_id: 'b', start_time: '2026-01-29 08:00:00.000' },
    { session_id: null, start_time: null },
  ];
  expect([...expectSessions({ pending: [pending] } as unknown as Manifest, active, snapshotMs).values()]).toEqual([
    { session_id: 'a', start_time: null, since: '2026-01-31 01:00:00.000' },
    pending,
  ]);
  expect(expectSessions(null, [], snapshotMs).size).toBe(0);
});

describe('a session that is still missing', () => {
  const given = session('given-up', '2026-01-30 01:00:00.000');
  const young = session('young', '2026-01-30 01:00:00.001');
  const newest = session('newest', '2026-01-31 01:00:00.000');

  test('is given up by a full scan after 24 hours, not earlier', () => {
    expect(sortOutMissing([newest, young, given], snapshotMs, true)).toEqual({
      pending: [young, newest],
      unresolved: [given],
      faded: [],
    });
    expect([given, young].map((each) => isLost(each, snapshotMs))).toEqual([true, false]);
  });

  test('stays pending after an incremental scan', () => {
    expect(sortOutMissing([newest, young, given], snapshotMs, false)).toEqual({
      pending: [given, young, newest],
      unresolved: [],
      faded: [],
    });
  });
});

describe('a session that goes missing when it is old enough for SSM to forget it', () => {
  // 29.5 days old on 2026-01-30 12:00.
  const start_time = '2026-01-01 00:00:00.000';
  const fading = { session_id: 'fading', start_time, since: '2026-01-30 12:00:00.000' };

  test.each([
    ['fades 29.5 days after its start', fading, true],
    ['fades later, too: SSM counts from its last use', { ...fading, since: '2026-03-30 12:00:00.000' }, true],
    ['does not fade a millisecond earlier', { ...fading, since: '2026-01-30 11:59:59.999' }, false],
    ['does not fade if its start time is unknown', { ...fading, start_time: null }, false],
  ])('%s', (_, each, expected) => {
    expect(isFading(each)).toBe(expected);
    // Days later: only what does not fade is lost.
    expect(isLost(each, parseTimestamp(each.since) + 2 * DAY_MS)).toBe(!expected);
  });

  test.each([true, false])('is listed as faded three hours after it went missing; full scan: %s', (isFull) => {
    const sinceMs = parseTimestamp(fading.since);
    expect(sortOutMissing([fading], sinceMs + 3 * HOUR_MS - 1, isFull)).toEqual({
      pending: [fading],
      unresolved: [],
      faded: [],
    });
    expect(sortOutMissing([fading], sinceMs + 3 * HOUR_MS, isFull)).toEqual({
      pending: [],
      unresolved: [],
      faded: [fading],
    });
  });
});
