import fc from 'fast-check';
import { parametersOf, withValues, type ParameterValue } from '../../../lib/queries/parameters';
import { readSavedQueries } from '../../../lib/queries/saved-query';

const SQL = `-- parameter machine (text): the machine
-- parameter names (texts): some names
-- parameter from (date): the first day
-- parameter hours (number): how long
-- parameter all (flag): whether all
SELECT /*machine:*/ 'i-1' /*:machine*/, /*hours:*/ 4 /*:hours*/, /*all:*/ true /*:all*/
WHERE n IN (/*names:*/ 'a', 'b' /*:names*/) AND d = /*from:*/ current_date /*:from*/ AND e = /*from:*/ current_date /*:from*/`;
const QUERY = { name: 'query', sql: SQL, parameters: parametersOf('query', SQL) };

test('a parameter is declared in the header, and its default is in the SQL', () => {
  expect(QUERY.parameters).toEqual([
    { name: 'machine', type: 'text', description: 'the machine', byDefault: "'i-1'" },
    { name: 'names', type: 'texts', description: 'some names', byDefault: "'a', 'b'" },
    { name: 'from', type: 'date', description: 'the first day', byDefault: 'current_date' },
    { name: 'hours', type: 'number', description: 'how long', byDefault: '4' },
    { name: 'all', type: 'flag', description: 'whether all', byDefault: 'true' },
  ]);
});

test('values replace the default everywhere, and can be replaced again', () => {
  const values = { machine: "o'clock $&", names: ['x', "y'"], from: '2026-03-01', hours: 8, all: false };
  const sql = withValues(QUERY, values);
  expect(sql.split('\n').slice(5)).toEqual([
    `SELECT /*machine:*/ 'o''clock $&' /*:machine*/, /*hours:*/ 8 /*:hours*/, /*all:*/ false /*:all*/`,
    `WHERE n IN (/*names:*/ 'x', 'y''' /*:names*/) AND d = /*from:*/ DATE '2026-03-01' /*:from*/ AND e = /*from:*/ DATE '2026-03-01' /*:from*/`,
  ]);
  expect(withValues({ ...QUERY, sql }, { hours: 9 })).toBe(sql.replace('/*hours:*/ 8', '/*hours:*/ 9'));
});

test('any text becomes exactly one SQL text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const filled = withValues(QUERY, { machine: text });
      const literal = filled.slice(filled.indexOf('/*machine:*/ ') + 13, filled.lastIndexOf(' /*:machine*/'));
      expect(literal.slice(1, -1).replaceAll("''", "'")).toBe(text);
      expect(literal.slice(1, -1).replaceAll("''", '')).not.toContain("'");
    }),
  );
});

test.each<[string, ParameterValue, string]>([
  ['from', '2026-02-30', 'from is "2026-02-30": it must be a day such as 2026-03-31'],
  ['hours', '4; DROP', 'hours is "4; DROP": it must be a whole number'],
  ['all', 'yes', 'all is "yes": it must be true or false'],
  ['machine', 4, 'machine is 4: it must be a text'],
  ['names', [], 'names is []: it must be one or more texts'],
  ['owner', 'x', 'query has no parameter owner: it has machine, names, from, hours, all'],
])('refuses the value of %s: %j', (name, value, message) => {
  expect(() => withValues(QUERY, { [name]: value })).toThrow(message);
});

test.each([
  ['-- parameter a (text): A\nSELECT 1', 'declares a, which has 0 defaults in its SQL'],
  ["-- parameter a (text): A\nSELECT /*a:*/ 'x' /*:a*/, /*a:*/ 'y' /*:a*/", 'declares a, which has 2 defaults'],
  ["SELECT /*a:*/ 'x' /*:a*/", 'marks a, which its header does not declare'],
])('refuses the declaration %j', (sql, message) => {
  expect(() => parametersOf('query', sql)).toThrow(`queries/query.sql ${message}`);
});

test('no saved query has a literal day or machine', () => {
  for (const { sql } of readSavedQueries()) expect(sql).not.toMatch(/\d{4}-\d\d-\d\d|'i-/);
});
