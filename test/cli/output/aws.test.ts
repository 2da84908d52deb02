// The expected texts are output of the AWS CLI. test/clients runs the AWS CLI itself.
import fc from 'fast-check';
import { tableLines } from '../../../cli/output/aws/table';
import { textLines } from '../../../cli/output/aws/text';
import { width } from '../../../cli/output/aws/width';

const text = (value: unknown) => [...textLines(value)].join('');
const table = (value: unknown, columns = 80) => [...tableLines('DescribeSessions', value, columns)].join('');

const VALUE = {
  Sessions: [
    { SessionId: 'a', Owner: 'x', OutputUrl: {} },
    { SessionId: 'b', Reason: null, OutputUrl: { S3OutputUrl: 's' } },
  ],
};

test('text: all columns in alphabetical order, and nested objects on lines of their own', () => {
  expect(text(VALUE)).toBe('SESSIONS\tx\t\ta\nSESSIONS\t\tNone\tb\nOUTPUTURL\ts\n');
  expect(
    text([
      ['a', 1, true],
      ['b', null, 'c'],
    ]),
  ).toBe('a\t1\tTrue\nb\tNone\tc\n');
  expect(text([])).toBe('');
  expect(text(3)).toBe('3\n');
});

test('table: a section for each session if there are nested objects', () => {
  expect(table(VALUE)).toBe(
    [
      '------------------------------------',
      '|         DescribeSessions         |',
      '+----------------------------------+',
      '||            Sessions            ||',
      '|+-------+----------+-------------+|',
      '|| Owner | Reason   |  SessionId  ||',
      '|+-------+----------+-------------+|',
      '||  x    |          |  a          ||',
      '|+-------+----------+-------------+|',
      '||            Sessions            ||',
      '|+-------+----------+-------------+|',
      '|| Owner | Reason   |  SessionId  ||',
      '|+-------+----------+-------------+|',
      '||       |  None    |  b          ||',
      '|+-------+----------+-------------+|',
      '|||           OutputUrl          |||',
      '||+----------------------+-------+||',
      '|||  S3OutputUrl         |  s    |||',
      '||+----------------------+-------+||',
      '',
    ].join('\n'),
  );
});

test('every line of a table is as wide as the others, unless a section has no rows', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('漢字', 'éà', '👍'), fc.integer(), fc.constant(null));
  const rows = fc.array(fc.record({ A: cell, Bcd: cell, E: fc.record({ F: cell }) }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(rows, fc.constantFrom(20, 80), (Sessions, columns) => {
      const lines = table({ Sessions }, columns).split('\n').slice(0, -1);
      expect(new Set(lines.map(width)).size).toBe(1);
    }),
  );
});

test('refuses a table with rows of different lengths', () => {
  expect(() => table([[1, 2], [3]])).toThrow('A table has rows of one length; this one has 2 and 1 values.');
});
