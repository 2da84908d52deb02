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
])('a text of %s and a number of %s make an object without nulls', async (text, number, expected) => {
  const duckDb = await connect();
  const sql = `SELECT ${jsonSql(VALUE)} AS made FROM (SELECT CAST(${text} AS varchar) AS t, CAST(${number} AS integer) AS n, '[1]' AS j)`;
  const [row] = await queryRows(duckDb, sql.replace("coalesce(t, '9')", "coalesce(t, '9')"));
  duckDb.closeSync();
  expect(JSON.parse(String(row?.made))).toEqual({ kind: `it's "so"`, list: ['a'], ...expected });
});

test('an object whose first member may be missing would begin with a comma', () => {
  expect(() => object({ text: string('t') })).toThrow('The first member of an object, text, may be missing');
});
