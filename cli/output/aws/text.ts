// Writes the AWS CLI's `--output text`: a line for each structure with its scalar values, separated by tabs, in the alphabetical order of
// their names. A nested structure has its own lines, which begin with its name in capitals.
import { isList, isScalar, isStructure, type Structure } from './values';

/** @param show makes a text safe for a terminal */
export function* textLines(value: unknown, show = (text: string) => text): Generator<string> {
  yield* lines(value, null, null, show);
}

type Show = (text: string) => string;

function* lines(value: unknown, name: string | null, columns: readonly string[] | null, show: Show): Generator<string> {
  if (isStructure(value)) yield* structureLines(value, name, columns, show);
  else if (isList(value)) yield* listLines(value, name, show);
  else yield `${show(pythonText(value))}\n`;
}

function* listLines(list: readonly unknown[], name: string | null, show: Show): Generator<string> {
  if (list.some(isStructure)) {
    const columns = scalarNames(list.filter(isStructure));
    for (const item of list) yield* lines(item, name, columns, show);
    return;
  }
  const scalars = list.filter(isScalar);
  if (scalars.length > 0) {
    const texts = scalars.map((item) => show(pythonText(item)));
    if (name === null) yield `${texts.join('\t')}\n`;
    else for (const text of texts) yield `${capitals(name)}\t${text}\n`;
  }
  for (const item of list) if (!isScalar(item)) yield* lines(item, name, null, show);
}

/** @param columns the columns of all structures of a list, so that their values line up; null for the structure's own */
function* structureLines(
  structure: Structure,
  name: string | null,
  columns: readonly string[] | null,
  show: Show,
): Generator<string> {
  const own = columns ?? scalarNames([structure]);
  const texts = own.map((column) => (column in structure ? show(pythonText(structure[column])) : ''));
  if (texts.length > 0) yield `${[...(name === null ? [] : [capitals(name)]), ...texts].join('\t')}\n`;
  const others = Object.keys(structure).filter((key) => !own.includes(key));
  for (const key of others.sort()) yield* lines(structure[key], key, null, show);
}

function scalarNames(structures: readonly Structure[]): string[] {
  const names = new Set<string>();
  for (const structure of structures) for (const name in structure) if (isScalar(structure[name])) names.add(name);
  return [...names].sort();
}

function capitals(name: string): string {
  return name.toUpperCase();
}

/** Writes values as Python does, because the AWS CLI is written in Python. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
