// Draws the AWS CLI's `--output table`, line by line: a section for each structure, inside a frame for each level above it.
import { pythonText } from './text';
import { isList, isNothing, isScalar, isStructure, type Structure } from './values';
import { width } from './width';

interface Section {
  readonly title: string;
  readonly level: number;
  readonly head: readonly string[] | null;
  readonly rows: readonly (readonly string[])[];
}

/** Blanks on both sides of a cell. */
const PADDING = 4;

/**
 * Builds the sections twice, to measure and to draw them, because all of them together may not fit into memory.
 *
 * @param terminalWidth a wider table shows sections of one row turned, with a line for each column
 * @param show makes a text safe to print
 */
export function* tableLines(
  title: string,
  value: unknown,
  terminalWidth: number,
  show = (text: string) => text,
): Generator<string> {
  if (isNothing(value)) return;
  const sections = () => new Sections(show).of(title, value);
  const isTurned = some(sections(), (section) => totalWidth(section) > terminalWidth);
  const drawn = function* () {
    for (const section of sections()) yield isTurned ? turn(section) : section;
  };
  let total = 0;
  for (const section of drawn()) total = Math.max(total, totalWidth(section));
  yield `${'-'.repeat(total)}\n`;
  for (const section of drawn()) yield* draw(section, total);
}

type Show = (text: string) => string;

/** Walks a value. Yields a section when the next one begins, because until then the section may still get rows. */
class Sections {
  private current: { title: string; level: number; head: readonly string[] | null; rows: string[][] } | null = null;

  constructor(private readonly show: Show) {}

  *of(title: string, value: unknown): Generator<Section> {
    yield* this.build(title, value, 0);
    if (this.current) yield this.current;
  }

  /** @param title null to continue the current section */
  private *build(title: string | null, value: unknown, level: number): Generator<Section> {
    if (isNothing(value)) return;
    if (title !== null) yield* this.open(title, level);
    if (isStructure(value)) yield* this.structure(value, level);
    else if (isList(value) && value.some(isStructure)) yield* this.structures(title, value, level);
    else if (isList(value)) yield* this.list(value);
  }

  private *open(title: string, level: number): Generator<Section> {
    if (this.current) yield this.current;
    this.current = { title, level, head: null, rows: [] };
  }

  private *structure(structure: Structure, level: number): Generator<Section> {
    const { scalars, others } = namesOf([structure]);
    const [only] = scalars;
    if (scalars.length === 1 && only !== undefined) this.addRow([only, structure[only]]);
    else if (scalars.length > 1) this.addRow(this.values(structure, scalars), scalars);
    for (const name of others) yield* this.build(name, structure[name], level + 1);
  }

  /** One section for all of them, or one for each if they contain further structures. */
  private *structures(title: string | null, list: readonly unknown[], level: number): Generator<Section> {
    if (!list.every(isStructure))
      throw new Error('A table cannot show a list that mixes structures with other values: use --output json.');
    const { scalars: head, others } = namesOf(list);
    for (const [i, structure] of list.entries()) {
      if (i > 0 && others.length > 0) yield* this.open(title ?? '', level);
      this.addRow(this.values(structure, head), head);
      for (const name of others) if (name in structure) yield* this.build(name, structure[name], level + 1);
    }
  }

  private *list(list: readonly unknown[]): Generator<Section> {
    for (const item of list) {
      if (isScalar(item)) this.addRow([item]);
      else if (isList(item) && item.every(isScalar)) this.addRow(item);
      else yield* this.build(null, item, 0);
    }
  }

  private values(structure: Structure, names: readonly string[]): unknown[] {
    return names.map((name) => (name in structure ? structure[name] : ''));
  }

  private addRow(values: readonly unknown[], head: readonly string[] | null = null): void {
    const section = this.current;
    if (!section) return;
    section.head = head ?? section.head;
    const columns = (section.head ?? section.rows[0])?.length ?? values.length;
    if (columns !== values.length)
      throw new Error(`A table has rows of one length; this one has ${columns} and ${values.length} values.`);
    section.rows.push(values.map((value) => this.show(pythonText(value))));
  }
}

function namesOf(structures: readonly Structure[]): { scalars: string[]; others: string[] } {
  const [scalars, others] = [new Set<string>(), new Set<string>()];
  for (const structure of structures)
    for (const name in structure) (isScalar(structure[name]) ? scalars : others).add(name);
  return { scalars: [...scalars].sort(), others: [...others].sort() };
}

function turn(section: Section): Section {
  const { head, rows } = section;
  const [row] = rows;
  if (!head || head.length === 0 || rows.length !== 1 || !row) return section;
  return { ...section, head: null, rows: head.map((name, i) => [name, row[i] ?? '']) };
}

function columnWidths({ head, rows }: Section): number[] {
  const widths: number[] = [];
  for (const row of head ? [head, ...rows] : rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell));
  return widths;
}

function totalWidth(section: Section): number {
  const edges = 2 + 2 * section.level;
  const columns = columnWidths(section).reduce((sum, column) => sum + column + PADDING, 0);
  return Math.max(width(section.title) + edges, columns + edges);
}

function* draw(section: Section, tableWidth: number): Generator<string> {
  const { title, level, head, rows } = section;
  const total = tableWidth - 2 * level;
  const frame = '|'.repeat(level);
  const framed = (line: string) => `${frame}${line}${frame}\n`;
  if (title !== '') {
    yield framed(centered(title, total, '|'));
    if (!head?.length && rows.length === 0) yield framed(`+${'-'.repeat(total - 2)}+`);
  }
  const widths = scaled(
    columnWidths(section).map((column) => column + PADDING),
    total,
  );
  const rule = widths.map((column, i) => `${i === 0 ? '+' : ''}${'-'.repeat(column - (i === 0 ? 2 : 1))}+`).join('');
  if (head?.length) {
    yield framed(rule);
    yield framed(head.map((name, i) => centered(name, widths[i] ?? 0, i === 0 ? '|' : '')).join(''));
  }
  if (rows.length === 0 || widths.length === 0) return;
  yield framed(rule);
  for (const row of rows)
    yield framed(row.map((cell, i) => leftAligned(cell, widths[i] ?? 0, i === 0 ? '|' : '')).join(''));
  yield framed(rule);
}

/** Spreads a section's extra width over its columns. The last ones get what rounding leaves. */
function scaled(widths: readonly number[], total: number): number[] {
  const factor = total / widths.reduce((sum, column) => sum + column, 0);
  const result = widths.map((column) => roundHalfEven(factor * column));
  let excess = result.reduce((sum, column) => sum + column, 0) - total;
  for (let i = 0; excess !== 0 && result.length > 0; i = (i + 1) % result.length) {
    const step = Math.sign(excess);
    const at = step > 0 ? i : result.length - 1 - i;
    result[at] = (result[at] ?? 0) - step;
    excess -= step;
  }
  return result;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function centered(text: string, total: number, left: string): string {
  const before = Math.max(0, Math.floor(total / 2) - Math.floor(width(text) / 2) - 1);
  return `${left}${blanks(before)}${text}${blanks(total - 1 - left.length - before - width(text))}|`;
}

function leftAligned(text: string, total: number, left: string): string {
  const padding = total - (width(text) + 2 + left.length + 1) >= 0 ? 2 : 0;
  return `${left}${blanks(padding)}${text}${blanks(total - left.length - padding - width(text) - 1)}|`;
}

function blanks(count: number): string {
  return ' '.repeat(Math.max(0, count));
}

function some<Item>(items: Iterable<Item>, holds: (item: Item) => boolean): boolean {
  for (const item of items) if (holds(item)) return true;
  return false;
}
