import type { Manifest } from '../../lambda/store/manifest';
import { expectSessions, sortOutMissing } from '../../lambda/missing';

const snapshotMs = Date.UTC(2026, 0, 31, 1);
const session = (session_id: string, since: string) => ({ session_id, start_time: '2026-01-29 08:00:00.000', since });

test('what the previous snapshot had as Active or pending is expected; pending keeps its age', () => {
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

test('a full scan gives up what has been pending for 24 hours, and no earlier', () => {
  const given = session('given-up', '2026-01-30 01:00:00.000');
  const young = session('young', '2026-01-30 01:00:00.001');
  const newest = session('newest', '2026-01-31 01:00:00.000');
  expect(sortOutMissing([newest, young, given], snapshotMs)).toEqual({ pending: [young, newest], unresolved: [given] });
});
