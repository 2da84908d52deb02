// Writes rows as CSV. People open it in a spreadsheet, which runs text that looks like a formula, and strangers typed much of the text.
import { stringify } from 'csv-stringify/sync';
import type { Row } from '../engines/engine';

export interface CsvOptions {
  /** Leaves text unchanged, for programs. @default - text that a spreadsheet would run as a formula gets an apostrophe before it */
  readonly isRaw?: boolean;
  /** False for rows that continue a file. @default true */
  readonly hasHead?: boolean;
}

/** A formula after characters that are invisible or that a spreadsheet strips; csv-stringify checks only the first character. */
const HIDDEN_FORMULA = /^[\s\p{C}]+[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/** Null is an empty cell. Lines end with a line feed. */
export function csv(columns: readonly string[], rows: readonly Row[], options: CsvOptions = {}): string {
  const { isRaw = false, hasHead = true } = options;
  const defuse = (text: string) => (HIDDEN_FORMULA.test(text) ? `'${text}` : text);
  return stringify(
    rows.map((row) => columns.map((column) => row[column])),
    {
      columns: [...columns],
      header: hasHead,
      escape_formulas: !isRaw,
      cast: { boolean: String, ...(isRaw ? {} : { string: defuse }) },
    },
  );
}
