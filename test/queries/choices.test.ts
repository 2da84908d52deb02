// What a saved query answers once its choices about sessions that were not seen to end are changed.
import { withValues } from '../../lib/queries/parameters';
import { queryRows } from '../../cli/engines/duckdb/archive';
import { askedQueries } from './asked';
import { useFixture } from './fixture/fixture';
import type { Row } from './expected/seen-sessions';

const { archive } = useFixture();

/** The answers as saved, and with the choice made the other way. */
async function bothAnswers(name: string, choice: string): Promise<{ saved: Row[]; changed: Row[] }> {
  const query = askedQueries().find((each) => each.name === name);
  if (!query) throw new Error(`There is no queries/${name}.sql`);
  const isOn = query.parameters.find((parameter) => parameter.name === choice)?.byDefault === 'true';
  return {
    saved: await queryRows(archive(), query.sql),
    changed: await queryRows(archive(), withValues(query, { [choice]: !isOn })),
  };
}

const ids = (rows: readonly Row[], finding?: string) =>
  rows.filter((row) => finding === undefined || row.finding === finding).map((row) => row.session_id);

test('windows that were closed are several sessions at once only as long as they were seen connected', async () => {
  const { saved, changed } = await bothAnswers('concurrent-sessions', 'include_unended');
  const kim = (rows: readonly Row[]) => rows.find((row) => row.person === 'kim.park@example.com');
  expect(kim(saved)).toMatchObject({ finding: 'not seen to end', most_open_sessions: null, unended_sessions: 3 });
  // The first was never seen connected, the second from March 3 to the next night, the third since that afternoon.
  const first_time = '2026-03-03 15:00:00.000';
  expect(kim(changed)).toMatchObject({ finding: 'at the same time', most_open_sessions: 2, first_time });
});

test('a session that was not seen to end is outside business hours by its start alone, or is listed as what it is', async () => {
  const { saved, changed } = await bothAnswers('outside-business-hours', 'include_unended');
  expect(ids(saved).filter((id) => String(id).startsWith('k-window'))).toEqual([]);
  expect(ids(changed, 'open overnight')).toEqual(ids(saved, 'open overnight'));
  expect(ids(changed, 'not seen to end')).toEqual(expect.arrayContaining(['k-window-1', 'k-window-2', 'k-window-3']));
});

test.each(['who-was-on-a-machine', 'what-a-person-touched', 'long-sessions'])(
  '%s leaves out what was not seen to end, and nothing else',
  async (name) => {
    const { saved, changed } = await bothAnswers(name, 'include_unended');
    const ended = (rows: readonly Row[]) => rows.filter((row) => row.end_time !== null);
    expect(ended(changed)).toEqual(ended(saved));
    expect(ids(changed.filter((row) => row.end_time === null && row.session_id !== null))).toEqual([]);
  },
);

test('what is open for a day without being connected can be left out', async () => {
  const { saved, changed } = await bothAnswers('open-for-a-day', 'include_disconnected');
  expect(ids(saved)).toEqual(['z-zombie', 'k-window-1', 'k-window-2', 'k-window-3']);
  expect(ids(changed)).toEqual(['z-zombie', 'k-window-3']);
});
