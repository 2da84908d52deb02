import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

interface Parser {
  validate(sql: string): readonly { readonly message: string; readonly startLine: number }[];
}

/**
 * A parser of Trino's SQL. It finds what DuckDB accepts and Athena refuses. Node.js cannot import the parser's modules
 * directly, so they are bundled first.
 */
export function trinoParser(): Parser {
  const folder = mkdtempSync(join(tmpdir(), 'trino-parser-'));
  const outfile = join(folder, 'parser.cjs');
  const entry = require.resolve('dt-sql-parser/dist/parser/trino/index.js');
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', outfile });
  const { TrinoSQL } = createRequire(__filename)(outfile) as { TrinoSQL: new () => Parser };
  rmSync(folder, { recursive: true });
  return new TrinoSQL();
}
