// The command `report`.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { withEngine } from '../engines/with-engine';
import { DONE, ending } from '../exit-status';
import { collect, recentDay, regionName, wholeNumber } from '../options';
import { json } from '../output/json';
import { printable } from '../output/table';
import { runVerification } from '../verify/run-verification';
import { readSettings, startDays } from './asking';
import { FINDINGS } from './findings';
import { gather } from './gather';
import { drawPage } from './page/page';
import { firstDay, lastDay, periodOf, snapshotsOf } from './period';
import { CsvFile } from './csv-file';
import { toDocument } from './document';
import { TRAIL_FINDINGS } from './trail-findings';
import { CHECKED } from './verdict';

interface Options {
  readonly from?: number;
  readonly to?: number;
  readonly output?: string;
  readonly csv?: string;
  readonly rows: number;
  readonly set?: string[];
  readonly athena?: string;
  readonly region?: string;
  readonly check?: true;
  readonly json?: true;
}

/** @param program the file to run in threads, for verification; it calls `serveObjects` there */
export function reportCommand(program: string, version: string): Command {
  return new Command('report')
    .summary('make a page for an auditor')
    .description(
      'Makes one page about the sessions of a period: whether the archive is complete and unchanged, who was on what, and what ' +
        'deserves a question. The page is one HTML file that runs nothing and asks nobody for anything; print it for a PDF.',
    )
    .argument('<archive>', 's3://BUCKET, or a folder with a copy of the bucket')
    .option(
      '--from <day>',
      'the first UTC day on which the sessions started: yyyy-MM-dd, or a span before now such as 30d',
      recentDay,
    )
    .option('--to <day>', 'the last one; default: yesterday, and a period of four weeks', recentDay)
    .option('-o, --output <file>', 'the page; default: session-report-FROM-TO.html in this folder')
    .option('--csv <folder>', 'also write all sessions of the period, and all rows of every finding, as CSV files')
    .option('--rows <number>', 'how many rows of a finding stand on the page', wholeNumber, 20)
    .option(
      '--set <question.parameter=value>',
      'another value of a saved question, such as outside-business-hours.zone=America/New_York; may be repeated',
      collect((text: string) => text),
    )
    .option(
      '--athena <workgroup>',
      'ask the questions there, WORKGROUP or WORKGROUP/DATABASE, and CloudTrail where the archive has it; the bucket is verified all the same',
    )
    .option('--region <name>', 'Region of the Athena workgroup', regionName)
    .option('--check', 'end with 1 or 2 if the verdict is not that the archive is complete and unchanged')
    .option('--json', 'also print one JSON document with the verdict and all figures')
    .addHelpText('after', HELP)
    .action(ending((archive: string, options: Options) => report(archive, options, program, version)));
}

const HELP = `
The page says at its top what is wrong with the archive, if anything is. Questions run on DuckDB, or on
Athena with --athena. Files of the same names are replaced, each when its new content is complete.

With --athena and an archive that has cloudTrail, the page compares the archive with CloudTrail, the second witness,
and shows what CloudTrail alone knows: addresses, MFA, forwarded ports, denied attempts.

Exit status:
  0  the page was written; with --check: and its verdict is that the archive is complete and unchanged
  1  with --check: something was changed or is missing, a part of the period was not looked at in time, or
     CloudTrail knows other sessions and nothing explains it
  2  there is no page: the archive is not there, the file cannot be written, or the command was misused;
     with --check also: nobody could tell, for the archive could not be read to its end

Examples:
  $ npx cdk-ssm-session-archive report ./copy
  $ npx cdk-ssm-session-archive report ./copy --from 2026-01-01 --to 2026-03-31 -o q1.html --csv q1
  $ npx cdk-ssm-session-archive report ./copy --set outside-business-hours.zone=America/New_York --set long-sessions.hours=8
  $ npx cdk-ssm-session-archive report s3://my-session-archive --athena session_archive
  $ npx cdk-ssm-session-archive report ./copy --check --json | jq .figures.population`;

async function report(archive: string, options: Options, program: string, version: string): Promise<number> {
  const now = Date.now();
  const period = periodOf(options.from, options.to, now);
  const isInAthena = options.athena !== undefined;
  const settings = readSettings(options.set ?? [], [...FINDINGS, ...(isInAthena ? TRAIL_FINDINGS : [])]);
  const page = options.output ?? `session-report-${firstDay(period)}-${lastDay(period)}.html`;
  if (archive.startsWith('athena:'))
    throw new Error(
      `The archive is '${archive}': what is verified is the bucket. Give s3://BUCKET, and the workgroup with --athena.`,
    );
  const folder = dirname(page);
  if (!existsSync(folder)) throw new Error(`-o names a file in '${folder}', which is no folder. Make it first.`);
  const outcome = await runVerification(
    {
      archive,
      selection: { accounts: [], regions: [], ...snapshotsOf(period) },
      quick: false,
      heads: [],
      catalogFile: null,
      isQuiet: options.json ?? false,
    },
    program,
  );
  // Of nothing there is no page.
  if (outcome.scopes.length === 0 && outcome.error !== null) throw new Error(outcome.error);
  const { csv: csvFolder } = options;
  if (csvFolder !== undefined) mkdirSync(csvFolder, { recursive: true });
  const asked = options.athena === undefined ? archive : `athena:${options.athena}`;
  const made = await withEngine(asked, { region: options.region, kept: startDays(period) }, (engine) =>
    gather({
      engine,
      mayHaveEvents: isInAthena,
      outcome,
      period,
      settings,
      madeMs: now,
      packageVersion: version,
      shownRows: options.rows,
      csv: csvFolder === undefined ? null : (name) => new CsvFile(join(csvFolder, `${name}.csv`)),
    }),
  );
  replaceFile(page, drawPage(made));
  process.stderr.write(`${printable(page)}: ${made.verdict.headline}.\n`);
  if (options.json) process.stdout.write(`${json(toDocument(made, page), process.stdout.isTTY)}\n`);
  return options.check ? CHECKED[made.verdict.state] : DONE;
}

/** Whoever has the old file open, or is left with it by a full disk, has a whole one. */
function replaceFile(file: string, content: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
}
