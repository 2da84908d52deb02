import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { parametersOf, type Parameter } from './parameters';

/** The folder is next to lib/ in the repository, and next to build/ in the package. */
const QUERIES_FOLDER = join(__dirname, '..', '..', 'queries');

/** One file of queries/: the parts of its header, and its text. */
export interface SavedQuery {
  /** File name without `.sql`. */
  readonly name: string;
  /** A short title. */
  readonly title: string;
  /** The question that it answers. */
  readonly question: string;
  /** Its parameters, with their defaults. */
  readonly parameters: readonly Parameter[];
  /** The whole file, including the header. */
  readonly sql: string;
}

/** The saved queries that need only the archive, sorted by name. Throws if a part of a header is missing. */
export function readSavedQueries(): SavedQuery[] {
  return readFolder(QUERIES_FOLDER);
}

/**
 * The saved queries that also read `session_events`, sorted by name. They need an archive with `cloudTrail`, and
 * Athena.
 */
export function readTrailQueries(): SavedQuery[] {
  return readFolder(join(QUERIES_FOLDER, 'cloudtrail'));
}

function readFolder(folder: string): SavedQuery[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => parseSavedQuery(parse(file).name, readFileSync(join(folder, file), 'utf8')));
}

/** A header has one line `-- key: words` for the title, one for the question, and one line for each parameter. */
export function parseSavedQuery(name: string, sql: string): SavedQuery {
  const header = (key: string): string => {
    const words = new RegExp(`^-- ${key}: (.+)$`, 'm').exec(sql)?.[1];
    if (words === undefined) throw new Error(`queries/${name}.sql has no line '-- ${key}: ...'`);
    return words;
  };
  return { name, title: header('title'), question: header('question'), parameters: parametersOf(name, sql), sql };
}
