import fc from 'fast-check';
import { printable, table, tableOrList } from '../../../cli/output/table';
import { HOSTILE_TEXTS } from '../../../local/world/cast';

test('text can neither move the cursor nor hide or reorder other text', () => {
  expect(printable('a\u001b[2Jb\r\n\tc\u202ed\u2028')).toBe('a\\u{1b}[2Jb\\r\\n\\tc\\u{202e}d\\u{2028}');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('ordinary text stays as it is', () => {
  expect(printable('déjà vu, 漢字, "OPS-1" \\ 👍')).toBe('déjà vu, 漢字, "OPS-1" \\ 👍');
});

test('a table shows each row on one line, whatever its values hold', () => {
  const lines = table(HOSTILE_TEXTS.map((reason) => ({ reason, minutes: 1 }))).split('\n');
  expect(lines).toHaveLength(HOSTILE_TEXTS.length + 5);
});

test('a table shows a timestamp to the second, nothing for a null, and cuts long text', () => {
  const text = table([{ start_time: '2026-03-01 09:00:00.123', end_time: null, reason: 'x'.repeat(99) }]);
  expect(text).toMatch(/│ 2026-03-01 09:00:00 │ +│ x{33}… │/);
});

test('a row that is too wide for a table becomes a list', () => {
  const row = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`column_${i}`, `value ${i}`]));
  expect(tableOrList([row])).toMatch(/^column_0 {3}value 0\n/);
  expect(tableOrList([{ a: 1 }])).toContain('│ 1 │');
});
