// The costs of questions in docs/operations.md follow from the other numbers in the same table.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(__dirname, '..', 'docs', 'operations.md'), 'utf8');
const [, section = ''] = /### What a question costs\n(.*?)\n## /s.exec(page) ?? [];
const rows = [...section.matchAll(/^\| (?!Question|-)([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|$/gm)].map((row) =>
  row.slice(1).map((cell) => cell.trim()),
);

const UNITS: Readonly<Record<string, number>> = { M: 1e6, MB: 1e-6, GB: 1e-3 };
const numberOf = (cell = '') => {
  const [digits = '', unit = ''] = cell.replace(/,/g, '').split(' ');
  return Number(digits) * (UNITS[unit] ?? 1);
};

test.each(rows)(
  'the cost of the question follows from its requests and bytes: %s',
  (_, lists, gets, read, cost = '') => {
    const dollars = (numberOf(lists) * 0.005) / 1000 + (numberOf(gets) * 0.0004) / 1000 + numberOf(read) * 5;
    if (cost.startsWith('less than ')) expect(dollars).toBeLessThan(Number(cost.slice('less than '.length)));
    else expect(numberOf(cost)).toBeCloseTo(dollars, 2);
  },
);

test('the table of costs has rows', () => {
  expect(rows.length).toBeGreaterThan(3);
});
