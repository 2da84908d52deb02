// Prints an answer as a table for people, or as CSV or JSON for programs.
import type { Answer } from '../engines/engine';
import { csv } from '../output/csv';
import { json } from '../output/json';
import { tableOrList } from '../output/table';

export const FORMATS = ['table', 'json', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export interface TextOptions {
  readonly format: Format;
  /** CSV for programs: text that a spreadsheet would run as a formula stays unchanged. */
  readonly isRaw: boolean;
  /** Escapes control characters: archived text must not control the terminal. */
  readonly isTerminal: boolean;
}

export function answerText({ columns, rows }: Answer, { format, isRaw, isTerminal }: TextOptions): string {
  if (format === 'json') return `${json(rows, isTerminal)}\n`;
  if (format === 'csv') return csv(columns, rows, { isRaw });
  return rows.length > 0 ? tableOrList(rows) : 'No rows.\n';
}
