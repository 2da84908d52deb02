// DuckDB as an engine: over the files of an archive, in this process.
import type { Engine } from '../engine';
import { ask, openArchive, type Sources } from './archive';

export async function openDuckDb(sources: Sources): Promise<Engine> {
  const connection = await openArchive(sources);
  return {
    query: (sql) => ask(connection, sql),
    close: () => {
      connection.closeSync();
      return Promise.resolve();
    },
  };
}
