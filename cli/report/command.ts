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

/** @param program the file to run in worker threads, for verification; it calls `serveObjects` there */
export function reportCommand(program: string, version: string): Command {
  return new Command('report')
    .summary('make a report page for an auditor')
    .description(
      'Makes a page about the sessions of a period: whether the archive is complete and unchanged, who was on which machine, and what ' +
        'deserves a question. The page is one HTML file without scripts or requests to any server; print it for a PDF.',
    )
    .argument('<archive>', 's3://BUCKET, or a folder with a copy of the bucket')
    .option(
      '--from <day>',
      'the first UTC day of the period, when sessions started: yyyy-MM-dd, or a span before now such as 30d',
      recentDay,
    )
    .option('--to <day>', 'the last UTC day of the period; default: yesterday, after a period of four weeks', recentDay)
    .option('-o, --output <file>', 'the page; default: session-report-FROM-TO.html in this folder')
    .option('--csv <folder>', 'also write all sessions of the period, and all rows of every finding, as CSV files')
    .option('--rows <number>', 'how many rows of a finding the page shows', wholeNumber, 20)
    .option(
      '--set <question.parameter=value>',
      'a value for a parameter of a saved question, such as outside-business-hours.zone=America/New_York; may be repeated',
      collect((text: string) => text),
    )
    .option(
      '--athena <workgroup>',
      'ask the questions in this workgroup, WORKGROUP or WORKGROUP/DATABASE, also about CloudTrail if the archive has it; the command still verifies the bucket',
    )
    .option('--region <name>', 'Region of the Athena workgroup', regionName)
    .option('--check', 'end with 1 or 2 unless the verdict is that the archive is complete and unchanged')
    .option('--json', 'also print one JSON document with the verdict and all figures')
    .addHelpText('after', HELP)
    .action(ending((archive: string, options: Options) => report(archive, options, program, version)));
}

const HELP = `
The page begins with the verdict on the archive. Questions run on DuckDB, or on
Athena with --athena. The command replaces existing files of the same names, each once its new content is complete.

With --athena and an archive that has cloudTrail, the page compares the archive with CloudTrail, the second witness,
and shows what CloudTrail alone knows: addresses, MFA, forwarded ports, denied attempts.

Exit status:
  0  the page was written; with --check also: the verdict is that the archive is complete and unchanged
  1  with --check: something was changed or is missing, a part of the period was not read in time, or
     CloudTrail has other sessions and nothing explains why
  2  no page: the archive does not exist, the file cannot be written, or the command was misused;
     with --check also: the archive could not be read completely, so there is no verdict

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
      `The archive is '${archive}', but the command verifies the bucket. Give s3://BUCKET, and the workgroup with --athena.`,
    );
  const folder = dirname(page);
  if (!existsSync(folder)) throw new Error(`-o names a file in '${folder}', which is not a folder. Create it first.`);
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
  // An empty archive gets no page.
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

/** Replaces a file in one step: a reader of the old file, or a full disk, never leaves a partial one. */
function replaceFile(file: string, content: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
}
