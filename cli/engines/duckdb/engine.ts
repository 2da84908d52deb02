// Runs SQL in DuckDB, in this process. No SQL can read anything but the archive.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Engine } from '../engine';
import { ask, askInParts, openArchive, type Sources } from './archive';
import { loadDuckDb } from './load';

/** The first and the last day on which sessions started, `yyyy-MM-dd`. */
export interface StartDays {
  readonly first: string;
  readonly last: string;
}

/**
 * @param folder the only folder that SQL may read
 * @param sources the archive's files in it
 * @param kept for many questions about the same days: DuckDB reads their sessions once, and sees no others
 */
export async function openDuckDb(folder: string, sources: Sources, kept?: StartDays): Promise<Engine> {
  const connection = await openArchive(sources);
  await lock(connection, folder);
  let keeping: Promise<void> | null = null;
  const prepare = async (sql: string) => {
    await assertSelect(connection, sql);
    if (kept) await (keeping ??= keepSessions(connection, kept));
  };
  return {
    parts: async function* (sql) {
      await prepare(sql);
      yield* askInParts(connection, sql);
    },
    query: async (sql) => {
      await prepare(sql);
      return { ...(await ask(connection, sql)), remark: '' };
    },
    close: () => {
      connection.closeSync();
      return Promise.resolve();
    },
  };
}

/** The SELECT for all sessions of these days. */
export function sessionsOf({ first, last }: StartDays): string {
  return `SELECT * FROM sessions WHERE start_date BETWEEN '${first}' AND '${last}'`;
}

/** A temporary table hides the view of the same name. If creating it fails, the questions that need it report why. */
export async function keepSessions(connection: DuckDBConnection, days: StartDays): Promise<void> {
  await connection.run(`CREATE TEMP TABLE sessions AS ${sessionsOf(days)}`).catch(() => undefined);
}

/** Forbids files outside the folder, the network and extensions, and locks these settings. */
export async function lock(connection: DuckDBConnection, folder: string): Promise<void> {
  await connection.run(`SET allowed_directories = ['${folder.replaceAll("'", "''")}']`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** COPY and ATTACH could still write within the folder, so this runs one SELECT and nothing else. */
export async function assertSelect(connection: DuckDBConnection, sql: string): Promise<void> {
  const { StatementType } = await loadDuckDb();
  // DuckDB has no message for a text without a statement.
  const count = sql.trim() === '' ? 0 : (await connection.extractStatements(sql)).count;
  if (count !== 1) throw new Error(`The SQL has ${count} statements: give one SELECT.`);
  const { statementType } = await connection.prepare(sql);
  if (statementType !== StatementType.SELECT)
    throw new Error(`The SQL is not a SELECT but ${StatementType[statementType]}: this command only reads an archive.`);
}
