import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { parametersOf, type Parameter } from './parameters';

/** Beside lib/ in the repository, beside build/ in the package. */
const QUERIES_FOLDER = join(__dirname, '..', '..', 'queries');

/** One file of queries/: its header in words, and its text. */
export interface SavedQuery {
  /** File name without `.sql`. */
  readonly name: string;
  /** A few words to find it by. */
  readonly title: string;
  /** What it answers. */
  readonly question: string;
  /** What may be asked about instead of the defaults. */
  readonly parameters: readonly Parameter[];
  /** The whole file, header included, ready to paste. */
  readonly sql: string;
}

/** Every saved query that the archive alone answers, by name. Fails if a file lacks a part of its header. */
export function readSavedQueries(): SavedQuery[] {
  return readFolder(QUERIES_FOLDER);
}

/** Every saved query that asks `session_events` as well: they need an archive with `cloudTrail`, in Athena. */
export function readTrailQueries(): SavedQuery[] {
  return readFolder(join(QUERIES_FOLDER, 'cloudtrail'));
}

function readFolder(folder: string): SavedQuery[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => parseSavedQuery(parse(file).name, readFileSync(join(folder, file), 'utf8')));
}

/** A header is one `-- key: words` line for title and for question, and one for each parameter. */
export function parseSavedQuery(name: string, sql: string): SavedQuery {
  const header = (key: string): string => {
    const words = new RegExp(`^-- ${key}: (.+)$`, 'm').exec(sql)?.[1];
    if (words === undefined) throw new Error(`queries/${name}.sql has no line '-- ${key}: ...'`);
    return words;
  };
  return { name, title: header('title'), question: header('question'), parameters: parametersOf(name, sql), sql };
}
