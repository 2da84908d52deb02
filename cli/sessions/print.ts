// Formats a listing piece by piece, because the whole text may not fit into memory.
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

/** A response of DescribeSessions. */
export interface Answer {
  readonly Sessions: readonly WireSession[];
  readonly NextToken?: string;
}

export interface Format {
  readonly output: Output;
  /** A JMESPath expression; null for the whole output. */
  readonly query: string | null;
  /** Leaves CSV text unchanged. */
  readonly isRaw: boolean;
  readonly hasScope: boolean;
  /** Whether the user asked for one page. Then the AWS CLI's text output has the token in another place. */
  readonly isPage: boolean;
  readonly isTerminal: boolean;
  /** The terminal's width, or the one that the AWS CLI assumes for a file. */
  readonly width: number;
}

export function* print(answer: Answer, format: Format): Generator<string> {
  const { output, query, isTerminal, width } = format;
  const value: unknown = query === null ? answer : runQuery(query, answer);
  const show = isTerminal ? printable : (text: string) => text;
  if (output === 'json') {
    // The AWS CLI prints nothing in this case.
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

/** Replaces OutputUrl by columns for its members. */
function flatten({ OutputUrl: url, ...session }: WireSession): WireSession {
  return typeof url === 'object' ? { ...session, ...url } : { ...session, OutputUrl: url };
}

/** Makes rows of structures, of lists (`Column1`, `Column2`, …) or of single values. */
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
