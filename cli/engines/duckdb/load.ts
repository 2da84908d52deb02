// DuckDB is native code, so it comes beside the package and not in it.
import type * as DuckDb from '@duckdb/node-api';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The version that the package is tested with, put in by the build. */
declare const DUCKDB_VERSION: string;

/**
 * DuckDB as it is installed beside the package, or else in the folder that the command runs in: with npx the package lies in npm's cache.
 *
 * @throws Error with the command that brings it
 */
export function loadDuckDb(): Promise<typeof DuckDb> {
  for (const place of [__filename, join(process.cwd(), 'package.json')]) {
    try {
      return Promise.resolve(createRequire(place)('@duckdb/node-api') as typeof DuckDb);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(
    'DuckDB, which answers questions to a folder or a bucket, is not installed. This command brings it along:\n' +
      `  npx -p cdk-ssm-session-archive -p @duckdb/node-api@${DUCKDB_VERSION} cdk-ssm-session-archive ${process.argv.slice(2).map(shellWord).join(' ')}`,
  );
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
