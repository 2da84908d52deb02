// Rows as CSV. People open it in a spreadsheet, which runs what looks like a formula, and much of the text was typed by strangers.
import { stringify } from 'csv-stringify/sync';
import type { Row } from '../engines/engine';

export interface CsvOptions {
  /** Text exactly as it is, for programs. @default - what a spreadsheet would take for a formula gets an apostrophe before it */
  readonly isRaw?: boolean;
  /** False: the rows go on where others ended. @default true */
  readonly hasHead?: boolean;
}

/** A formula behind characters that are not seen or that a spreadsheet takes away; csv-stringify looks at the first character alone. */
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
