import { parseSavedQuery, readSavedQueries } from '../../../lib/queries/saved-query';

const HEADER = ['-- title: A', '-- question: B?'];

test('a query is the text of its file, with the title and question of its header', () => {
  const sql = [...HEADER, 'SELECT 1'].join('\n');
  expect(parseSavedQuery('a-b', sql)).toEqual({ name: 'a-b', title: 'A', question: 'B?', parameters: [], sql });
});

test.each(['title', 'question'])('a header without %s is refused by name', (part) => {
  const sql = HEADER.filter((line) => !line.includes(part)).join('\n');
  expect(() => parseSavedQuery('a-b', sql)).toThrow(`queries/a-b.sql has no line '-- ${part}: ...'`);
});

test('titles are unique, and titles and questions are within the limits of Athena', () => {
  const saved = readSavedQueries();
  expect(new Set(saved.map(({ title }) => title)).size).toBe(saved.length);
  for (const { title, question } of saved) {
    expect(title.length).toBeLessThanOrEqual(128);
    expect(question.length).toBeLessThanOrEqual(1024);
  }
});
