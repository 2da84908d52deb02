// Finds the SQL of a question: a saved question by its name, a file with SQL, or SQL itself.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { parse } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { parametersOf, type Parameter } from '../../lib/queries/parameters';
import { parseSavedQuery, readSavedQueries, readTrailQueries } from '../../lib/queries/saved-query';

export interface Question {
  readonly name: string;
  /** What it answers, in words; null if its header does not say. */
  readonly question: string | null;
  readonly parameters: readonly Parameter[];
  readonly sql: string;
}

/** Text of this form is neither a name nor a path. */
const SQL = /^\s*(--.*\s+)*(SELECT|WITH|FROM|VALUES|SHOW|DESCRIBE|TABLE|\()\b/i;

/** @throws Error that suggests the nearest name */
export function findQuestion(text: string): Question {
  const saved = [...readSavedQueries(), ...readTrailQueries()];
  const found = saved.find(({ name }) => name === text);
  if (found) return found;
  if (existsSync(text) && statSync(text).isFile()) return readFile(text);
  if (SQL.test(text)) return { name: 'SQL', question: null, parameters: [], sql: text };
  const names = saved.map(({ name }) => name);
  const nearest = closest(text, names);
  const isNear = distance(text, nearest) <= nearest.length / 2;
  throw new Error(
    `'${text}' is not a saved question, a file or a SELECT.${isNear ? ` Did you mean ${nearest}?` : ''} The command ask --list shows them all.`,
  );
}

/** A user's own file may declare parameters as the saved questions do. */
function readFile(path: string): Question {
  const { name } = parse(path);
  const sql = readFileSync(path, 'utf8');
  const isSaved = /^-- title: /m.test(sql) && /^-- question: /m.test(sql);
  if (isSaved) return parseSavedQuery(name, sql);
  return { name, question: null, parameters: parametersOf(name, sql), sql };
}
