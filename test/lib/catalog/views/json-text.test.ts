import {
  always,
  constant,
  integer,
  json,
  jsonSql,
  object,
  string,
  when,
} from '../../../../lib/catalog/views/json-text';
import { connect, queryRows } from '../../../../cli/engines/duckdb/archive';

const VALUE = object({
  kind: constant(`it's "so"`),
  list: constant(['a']),
  text: string('t'),
  count: integer('n'),
  inner: when('n > 1', object({ text: always(string("coalesce(t, '9')")), made: json('j') })),
  last: when('n > 1', string('t')),
});

test.each([
  ["'a'", 1, { text: 'a', count: 1 }],
  [`'"\\'`, 2, { text: '"\\', count: 2, inner: { text: '"\\', made: [1] }, last: '"\\' }],
  ['NULL', 2, { count: 2, inner: { text: '9', made: [1] } }],
  ["''", 'NULL', { text: '' }],
])('makes an object without nulls from the text %s and the number %s', async (text, number, expected) => {
  const duckDb = await connect();
  const sql = `SELECT ${jsonSql(VALUE)} AS made FROM (SELECT CAST(${text} AS varchar) AS t, CAST(${number} AS integer) AS n, '[1]' AS j)`;
  const [row] = await queryRows(duckDb, sql);
  duckDb.closeSync();
  expect(JSON.parse(String(row?.made))).toEqual({ kind: `it's "so"`, list: ['a'], ...expected });
});

test('refuses an object whose first member may be absent: it would begin with a comma', () => {
  expect(() => object({ text: string('t') })).toThrow('The first member of an object, text, may be absent');
});
