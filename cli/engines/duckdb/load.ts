// Loads DuckDB. It is native code, so users install it separately.
import type * as DuckDb from '@duckdb/node-api';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The version that the tests use. The build fills it in. */
declare const DUCKDB_VERSION: string;

/**
 * Loads DuckDB from the package's own `node_modules`, or else from the working directory: npx keeps the package in npm's cache.
 *
 * @throws Error with the command that installs it
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
    'DuckDB, which answers questions about a folder or a bucket, is not installed. This command installs it as well:\n' +
      `  npx -p cdk-ssm-session-archive -p @duckdb/node-api@${DUCKDB_VERSION} cdk-ssm-session-archive ${process.argv.slice(2).map(shellWord).join(' ')}`,
  );
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
