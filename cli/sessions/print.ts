// A listing as text, piece by piece: all of it together may be larger than what memory should hold.
import { tableLines } from '../output/aws/table';
import { textLines } from '../output/aws/text';
import { isNothing, isStructure } from '../output/aws/values';
import { csv } from '../output/csv';
import type { Row, Value } from '../engines/engine';
import { escapeInvisible, jsonPieces } from '../output/json';
import { printable } from '../output/table';
import { runQuery } from './aws/query';
import { FIELDS, OUTPUT_FIELDS, type WireSession } from './aws/wire';

export const OUTPUTS = ['json', 'text', 'table', 'csv'] as const;
export type Output = (typeof OUTPUTS)[number];

/** As DescribeSessions answers. */
export interface Answer {
  readonly Sessions: readonly WireSession[];
  readonly NextToken?: string;
}

export interface Format {
  readonly output: Output;
  /** A JMESPath expression; null: all of the answer. */
  readonly query: string | null;
  /** CSV exactly as the texts are. */
  readonly isRaw: boolean;
  readonly hasScope: boolean;
  /** One page was asked for, not a listing: the AWS CLI's text has the token elsewhere then. */
  readonly isPage: boolean;
  readonly isTerminal: boolean;
  /** Columns of the terminal, or those that the AWS CLI takes a file for. */
  readonly width: number;
}

export function* print(answer: Answer, format: Format): Generator<string> {
  const { output, query, isTerminal, width } = format;
  const value: unknown = query === null ? answer : runQuery(query, answer);
  const show = isTerminal ? printable : (text: string) => text;
  if (output === 'json') {
    // The AWS CLI prints nothing for it.
    if (isStructure(value) && isNothing(value)) return;
    for (const piece of jsonPieces(value)) yield isTerminal ? escapeInvisible(piece) : piece;
  } else if (output === 'table') yield* tableLines('DescribeSessions', value, width, printable);
  else if (output === 'csv') yield* csvPieces(query === null ? answer.Sessions : value, format, show);
  else if (query !== null || format.isPage) yield* textLines(value, show);
  else {
    yield* textLines({ Sessions: answer.Sessions }, show);
    if (answer.NextToken !== undefined) yield* textLines({ NextToken: { NextToken: answer.NextToken } }, show);
  }
}

const ROWS_AT_A_TIME = 1000;

function* csvPieces(value: unknown, { query, isRaw, hasScope }: Format, show: (text: string) => string) {
  const rows = query === null ? (value as readonly WireSession[]).map(flatten) : queriedRows(value);
  const known = query === null ? [...(hasScope ? ['AccountId', 'Region'] : []), ...COLUMNS] : [];
  const columns = new Set<string>(known);
  for (const row of rows) for (const name in row) columns.add(name);
  for (let i = 0; i === 0 || i < rows.length; i += ROWS_AT_A_TIME) {
    const piece = rows.slice(i, i + ROWS_AT_A_TIME).map((row) => toCells(row, show));
    yield csv([...columns], piece, { isRaw, hasHead: i === 0 });
  }
}

const COLUMNS = FIELDS.flatMap((name) => (name === 'OutputUrl' ? OUTPUT_FIELDS : [name]));

/** OutputUrl as the columns within it. */
function flatten({ OutputUrl: url, ...session }: WireSession): WireSession {
  return typeof url === 'object' ? { ...session, ...url } : { ...session, OutputUrl: url };
}

/** Rows by the names in them, by the places of their values, or of one value each. */
function queriedRows(value: unknown): WireSession[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === null ? [] : [value];
  return list.map((item) => {
    if (Array.isArray(item)) return Object.fromEntries(item.map((cell, i) => [`Column${i + 1}`, cell as unknown]));
    return typeof item === 'object' && item !== null ? (item as WireSession) : { Column1: item };
  });
}

function toCells(row: WireSession, show: (text: string) => string): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]): [string, Value] => {
      if (typeof cell === 'string') return [name, show(cell)];
      if (typeof cell === 'object' && cell !== null) return [name, show(JSON.stringify(cell))];
      return [name, cell as Value];
    }),
  );
}
