// Prints rows for a terminal or a CI log: plain text without colours, at most 120 columns wide.
import Table from 'cli-table3';
import type { Row, Value } from '../engines/engine';

const WIDTH = 120;
const CELL_WIDTH = 34;

/** Escapes characters that could move the cursor or hide or reorder other text: people can type anything. */
export function printable(text: string): string {
  // Nearly every text is plain ASCII; checking for Unicode's classes takes ten times as long.
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

/** A table headed by the rows' column names, with numbers aligned right and long texts cut. */
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

/** The table or, if it is too wide, one line for each value. */
export function tableOrList(rows: readonly Row[]): string {
  const asTable = table(rows);
  if (asTable.indexOf('\n') <= WIDTH) return asTable;
  const widest = Math.max(...Object.keys(rows[0] ?? {}).map((column) => column.length));
  const list = (row: Row) =>
    Object.entries(row).map(([column, value]) => `${column.padEnd(widest)}  ${printable(String(value ?? ''))}\n`);
  return rows.map((row) => list(row).join('')).join('\n');
}

/** Null becomes an empty cell. Timestamps show whole seconds. */
function cell(value: Value): string {
  const text = printable(String(value ?? '')).replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.\d{3}$/, '$1');
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return characters.length > CELL_WIDTH ? `${characters.slice(0, CELL_WIDTH - 1).join('')}…` : text;
}
