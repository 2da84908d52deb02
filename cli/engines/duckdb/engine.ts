// DuckDB as an engine, in this process. Whoever's SQL it is, it can read the archive and nothing else.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Engine } from '../engine';
import { ask, askInParts, openArchive, type Sources } from './archive';
import { loadDuckDb } from './load';

/** Days on which sessions started, `yyyy-MM-dd`: the first and the last one. */
export interface StartDays {
  readonly first: string;
  readonly last: string;
}

/**
 * @param folder what may be read
 * @param sources the files in it
 * @param kept for whoever asks many questions about the same days: their sessions are read once. Others are then out of its sight
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

/** What a question about the sessions of these days reads. */
export function sessionsOf({ first, last }: StartDays): string {
  return `SELECT * FROM sessions WHERE start_date BETWEEN '${first}' AND '${last}'`;
}

/** A temporary table comes before the view of the same name. If it cannot be made, the questions that need it say why. */
export async function keepSessions(connection: DuckDBConnection, days: StartDays): Promise<void> {
  await connection.run(`CREATE TEMP TABLE sessions AS ${sessionsOf(days)}`).catch(() => undefined);
}

/** No file outside the folder, no network, no extension; and no way back. */
export async function lock(connection: DuckDBConnection, folder: string): Promise<void> {
  await connection.run(`SET allowed_directories = ['${folder.replaceAll("'", "''")}']`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** Within the folder COPY and ATTACH could still write, so nothing but one SELECT is run. */
export async function assertSelect(connection: DuckDBConnection, sql: string): Promise<void> {
  const { StatementType } = await loadDuckDb();
  // DuckDB has no words for a text without a statement.
  const count = sql.trim() === '' ? 0 : (await connection.extractStatements(sql)).count;
  if (count !== 1) throw new Error(`The SQL has ${count} statements: give one SELECT.`);
  const { statementType } = await connection.prepare(sql);
  if (statementType !== StatementType.SELECT)
    throw new Error(`The SQL is no SELECT but ${StatementType[statementType]}: an archive is only read.`);
}
