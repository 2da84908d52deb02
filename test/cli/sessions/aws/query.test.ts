import { runQuery } from '../../../../cli/sessions/aws/query';

const answer = () => ({
  Sessions: [
    { SessionId: 'b', StartDate: '2026-03-02T00:00:00+00:00', Status: 'Failed', n: 2 },
    { SessionId: 'B', StartDate: '2026-03-01T00:00:00+00:00', Status: 'Terminated', n: 1 },
  ],
});

// The expected values are those of the AWS CLI's own library.
test.each([
  ["Sessions[?StartDate >= '2026-03-02'].SessionId", ['b']],
  ["Sessions[?StartDate>='2026-03-01' && StartDate<'2026-03-02'].SessionId", ['B']],
  ['Sessions[?Status==`Failed`].SessionId', ['b']],
  ['Sessions[?Status==`"Failed"`].SessionId', ['b']],
  ['Sessions[?n>`1`||n<`1`].n', [2]],
  ['Sessions[?n>Status]', []],
  ["Sessions[].{Late: StartDate > '2026-03-01T12', n: n}", [{ Late: true, n: 2 }, { Late: false, n: 1 }]], // prettier-ignore
  ['[reverse(Sessions)[0].n, Sessions[0].n]', [1, 2]],
  ['sort(Sessions[].SessionId)', ['B', 'b']],
  ["length(Sessions[?contains(SessionId, '<') || !(n < `2`)])", 1],
  ['Nothing', null],
])('%s', (query, expected) => {
  expect(runQuery(query, answer())).toEqual(expected);
});

test('the message about a wrong query quotes the query unchanged', () => {
  expect(() => runQuery("Sessions[?a < 'b'", {})).toThrow(/^--query Sessions\[\?a < 'b': /);
  expect(() => runQuery('no_such(a < b)', {})).toThrow(/^--query no_such\(a < b\): Unknown function: no_such\(\)$/);
});
