// Answers of saved queries with other choices about sessions that no snapshot saw end.
import { withValues, type ParameterValue } from '../../lib/queries/parameters';
import { queryRows } from '../../cli/engines/duckdb/archive';
import { askedQueries } from './asked';
import { useFixture } from './fixture/fixture';
import type { Row } from './expected/seen-sessions';

const { archive } = useFixture();

/** The answers with the saved choice and with the opposite choice. */
async function bothAnswers(
  name: string,
  choice: string,
  values: Record<string, ParameterValue> = {},
): Promise<{ saved: Row[]; changed: Row[] }> {
  const query = askedQueries().find((each) => each.name === name);
  if (!query) throw new Error(`There is no queries/${name}.sql`);
  const isOn = query.parameters.find((parameter) => parameter.name === choice)?.byDefault === 'true';
  return {
    saved: await queryRows(archive(), withValues(query, values)),
    changed: await queryRows(archive(), withValues(query, { ...values, [choice]: !isOn })),
  };
}

const ids = (rows: readonly Row[], finding?: string) =>
  rows.filter((row) => finding === undefined || row.finding === finding).map((row) => row.session_id);

test('concurrent-sessions: sessions whose window was closed count only as long as they were seen connected', async () => {
  const { saved, changed } = await bothAnswers('concurrent-sessions', 'include_unended');
  const kim = (rows: readonly Row[]) => rows.find((row) => row.person === 'kim.park@example.com');
  expect(kim(saved)).toMatchObject({ finding: 'not seen to end', most_open_sessions: null, unended_sessions: 3 });
  // k-window-1 was never seen connected, k-window-2 from March 3 to the next night, k-window-3 since that afternoon.
  const first_time = '2026-03-03 15:00:00.000';
  expect(kim(changed)).toMatchObject({ finding: 'at the same time', most_open_sessions: 2, first_time });
});

test('outside-business-hours: a session without a known end counts by its start alone, or is listed as not seen to end', async () => {
  const { saved, changed } = await bothAnswers('outside-business-hours', 'include_unended');
  expect(ids(saved).filter((id) => String(id).startsWith('k-window'))).toEqual([]);
  expect(ids(changed, 'open overnight')).toEqual(ids(saved, 'open overnight'));
  expect(ids(changed, 'not seen to end')).toEqual(expect.arrayContaining(['k-window-1', 'k-window-2', 'k-window-3']));
});

test.each<[string, Record<string, ParameterValue>]>([
  ['who-was-on-a-machine', {}],
  ['what-a-person-touched', { person: 'kim.park@example.com' }],
  ['long-sessions', {}],
])('%s leaves out sessions that were not seen to end, and no others', async (name, values) => {
  const { saved, changed } = await bothAnswers(name, 'include_unended', values);
  const ended = (rows: readonly Row[]) => rows.filter((row) => row.end_time !== null);
  expect(ended(changed)).toEqual(ended(saved));
  expect(saved.length).toBeGreaterThan(changed.length);
  expect(ids(changed.filter((row) => row.end_time === null && row.session_id !== null))).toEqual([]);
});

test('open-for-a-day can leave out sessions that are open but not connected', async () => {
  const { saved, changed } = await bothAnswers('open-for-a-day', 'include_disconnected');
  expect(ids(saved)).toEqual(['z-zombie', 'k-window-1', 'k-window-2', 'k-window-3']);
  expect(ids(changed)).toEqual(['z-zombie', 'k-window-3']);
});
