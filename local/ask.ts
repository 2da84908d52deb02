// npm run ask -- <folder> <SQL or file.sql>: asks an archive that lies in a folder, with Athena's SQL, on DuckDB.
import { existsSync, readFileSync } from 'node:fs';
import { allOf, openArchive, queryRows } from '../cli/engines/duckdb/archive';
import { tableOrList } from '../cli/output/table';

async function ask(folder: string | undefined, question: string | undefined): Promise<string> {
  if (folder === undefined || question === undefined) {
    throw new Error(
      'Usage: npm run ask -- <folder with history/, active/ and manifests/> <SQL, or a file such as queries/top-owners.sql>',
    );
  }
  const archive = await openArchive(allOf(folder));
  const rows = await queryRows(archive, existsSync(question) ? readFileSync(question, 'utf8') : question);
  archive.closeSync();
  return rows.length > 0 ? tableOrList(rows) : 'No rows.\n';
}

const [folder, question] = process.argv.slice(2);
ask(folder, question).then(
  (answer) => process.stdout.write(answer),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
