// How rows look in a terminal or in a log of CI: plain text without colours, at most 120 columns wide.
import Table from 'cli-table3';
import type { Row, Value } from '../engines/engine';

const WIDTH = 120;
const CELL_WIDTH = 34;

/** Text that a person typed may hold anything. What could move the cursor, hide or reorder what stands beside it is spelled out. */
export function printable(text: string): string {
  // Nearly every text, and the whole of Unicode's classes takes ten times as long to look through.
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => SHORT_ESCAPES.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

const SHORT_ESCAPES = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A table with the rows' own columns as its head, numbers to the right, long texts cut. */
export function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const grid = new Table({
    head: columns.map(printable),
    colAligns: columns.map((column) => (rows.some((row) => typeof row[column] === 'number') ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) grid.push(columns.map((column) => cell(row[column] ?? null)));
  return `${grid.toString()}\n`;
}

/** The table, or where that is too wide, one line for each value. */
export function tableOrList(rows: readonly Row[]): string {
  const asTable = table(rows);
  if (asTable.indexOf('\n') <= WIDTH) return asTable;
  const widest = Math.max(...Object.keys(rows[0] ?? {}).map((column) => column.length));
  const list = (row: Row) =>
    Object.entries(row).map(([column, value]) => `${column.padEnd(widest)}  ${printable(String(value ?? ''))}\n`);
  return rows.map((row) => list(row).join('')).join('\n');
}

/** An empty cell is null; a timestamp is shown to the second. */
function cell(value: Value): string {
  const text = printable(String(value ?? '')).replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.\d{3}$/, '$1');
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return characters.length > CELL_WIDTH ? `${characters.slice(0, CELL_WIDTH - 1).join('')}…` : text;
}
