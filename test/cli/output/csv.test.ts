import fc from 'fast-check';
import { csv } from '../../../cli/output/csv';
import { escapeInvisible, json, jsonPieces } from '../../../cli/output/json';

const FORMULA = /^(?:[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])/u;

/** The cells of one line, read back by RFC 4180's rules. */
function cells(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,\n]*)(?:,|\n$)/g)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}

test('no text becomes a formula in a spreadsheet, and no text loses a character', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', ' =', '\n-'), fc.string()).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [first = '', second = ''] = cells(csv(['a', 'b'], [{ a, b }], { hasHead: false }));
      for (const [cell, was] of [
        [first, a],
        [second, b],
      ] as const) {
        expect(cell).not.toMatch(FORMULA);
        expect([was, `'${was}`]).toContain(cell);
      }
      expect(cells(csv(['a', 'b'], [{ a, b }], { hasHead: false, isRaw: true }))).toEqual([a, b]);
    }),
  );
});

test('numbers stay numbers, null is an empty cell, and the first line names the columns', () => {
  expect(csv(['n', 'x', 't'], [{ n: -1, x: null, t: true }])).toBe('n,x,t\n-1,,true\n');
  expect(csv(['n', 'x'], [])).toBe('n,x\n');
});

test('JSON for a terminal has the same value, and cannot control the terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = json({ text }, true);
      expect(JSON.parse(shown)).toEqual({ text });
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
  expect(escapeInvisible('"a\u009bb\u202e\u{e0001}"')).toBe('"a\\u009bb\\u202e\\udb40\\udc01"');
});

test('the pieces of JSON, joined, equal the JSON in one piece', () => {
  const list = fc.array(fc.jsonValue(), { maxLength: 5 });
  const value = fc.oneof(fc.jsonValue(), list, fc.record({ Sessions: list, NextToken: fc.string() }));
  fc.assert(
    fc.property(value, (content) => {
      expect([...jsonPieces(content)].join('')).toBe(`${json(content)}\n`);
    }),
  );
  const long = Array.from({ length: 2500 }, (_, n) => ({ n }));
  for (const content of [long, { long, rest: 1 }]) expect([...jsonPieces(content)].join('')).toBe(`${json(content)}\n`);
});
