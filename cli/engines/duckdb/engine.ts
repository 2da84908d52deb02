// DuckDB as an engine, in this process. Whoever's SQL it is, it can read the archive and nothing else.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Engine } from '../engine';
import { ask, openArchive, type Sources } from './archive';
import { loadDuckDb } from './load';

/**
 * @param folder what may be read
 * @param sources the files in it
 */
export async function openDuckDb(folder: string, sources: Sources): Promise<Engine> {
  const connection = await openArchive(sources);
  await lock(connection, folder);
  return {
    query: async (sql) => {
      await assertSelect(connection, sql);
      return { ...(await ask(connection, sql)), remark: '' };
    },
    close: () => {
      connection.closeSync();
      return Promise.resolve();
    },
  };
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
