// The SQL of an alert's question, and the columns by which the alert recognizes rows that it has reported.
import fc from 'fast-check';
import { AlertQuestion } from '../../../lib';
import { askedQuestion, type Values } from '../../../lib/alerts/asked-question';
import { readSavedQueries, readTrailQueries } from '../../../lib/queries/saved-query';

const QUESTIONS = Object.values(AlertQuestion);
const OF_TRAIL = readTrailQueries().map(({ name }) => name);

const ask = (question: AlertQuestion, values: Values = {}, hasTrail = true) =>
  askedQuestion(question, hasTrail, {
    ...(question === AlertQuestion.WHO_WAS_ON_A_MACHINE && { machine: 'i-1' }),
    ...values,
  });

/** The column names of a statement's last SELECT. */
function columnsOf(sql: string): string[] {
  const last = sql.slice(sql.lastIndexOf('\nSELECT') + '\nSELECT'.length);
  const list = last.slice(0, last.indexOf('\nFROM')).replaceAll(/--.*$/gm, '');
  return list.split(/,(?![^()]*\))/).map((column) => /(\w+)\s*$/.exec(column)?.[1] ?? '');
}

test.each(QUESTIONS)('the rows of %s have the columns of their key', (question) => {
  const { sql, key } = ask(question);
  expect(columnsOf(sql)).toEqual(expect.arrayContaining([...key]));
  expect(new Set(key).size).toBe(key.length);
  expect(sql).not.toMatch(/^--/);
});

test.each([
  [AlertQuestion.WITHOUT_MFA, ['account_id', 'region', 'event_id']],
  [AlertQuestion.DENIED_ATTEMPTS, ['account_id', 'region', 'event_id']],
  [AlertQuestion.UNEXPLAINED_SESSIONS, ['account_id', 'region', 'session_id', 'finding']],
  [AlertQuestion.NEW_ADDRESS, ['who', 'source_ip']],
  [AlertQuestion.ROOT_AND_IAM_USERS, ['account_id', 'region', 'session_id']],
])('the key of %s is %j', (question, key) => {
  expect(ask(question).key).toEqual(key);
});

test('an alert asks the saved question with the parameters of the alert', () => {
  fc.assert(
    fc.property(fc.constantFrom(...QUESTIONS), fc.nat({ max: 999 }), (question, hours) => {
      const wanted: string = question;
      const saved = [...readSavedQueries(), ...readTrailQueries()].find(({ name }) => name === wanted);
      const values: Values = saved?.parameters.some(({ name }) => name === 'hours') ? { hours } : {};
      const asked = ask(question, values);
      expect([asked.name, asked.title, asked.question]).toEqual([saved?.name, saved?.title, saved?.question]);
      expect(asked.sql.includes(`/*hours:*/ ${hours} /*:hours*/`)).toBe('hours' in values);
    }),
    { numRuns: 50 },
  );
});

test('an alert about unexplained sessions leaves out explained ones, unless all_causes is true', () => {
  const flag = (values?: Values) =>
    /\/\*all_causes:\*\/ (\w+) /.exec(ask(AlertQuestion.UNEXPLAINED_SESSIONS, values).sql)?.[1];
  expect([flag(), flag({ hours: 48 }), flag({ all_causes: false }), flag({ all_causes: true })]).toEqual([
    'false',
    'false',
    'false',
    'true',
  ]);
  expect(() => ask(AlertQuestion.UNEXPLAINED_SESSIONS, { all_causes: 'some' })).toThrow(/all_causes is "some"/);
});

test('without a trail, exactly the questions about CloudTrail events are refused', () => {
  const refused = QUESTIONS.filter((question) => {
    try {
      ask(question, {}, false);
      return false;
    } catch (error) {
      expect(String(error)).toMatch(
        /^Error: question is "[a-z-]+", which reads the events of a trail.*give the archive/,
      );
      return true;
    }
  });
  expect(refused.sort()).toEqual(QUESTIONS.filter((question) => OF_TRAIL.includes(question)).sort());
  expect(refused).toHaveLength(4);
});

test.each(['forwarded-to', 'top-owners', 'nothing', 'constructor'])(
  '%s is refused: it is not a question of an alert',
  (name) => {
    for (const hasTrail of [true, false])
      expect(() => askedQuestion(name as never, hasTrail)).toThrow(`question is "${name}": give one of`);
  },
);
