// The command `ask`.
import { Command, Option } from 'commander';
import { withValues, type ParameterValue } from '../../lib/queries/parameters';
import { readSavedQueries, readTrailQueries, type SavedQuery } from '../../lib/queries/saved-query';
import type { Answer } from '../engines/engine';
import { withEngine } from '../engines/with-engine';
import { DONE, ending } from '../exit-status';
import { regionName } from '../options';
import { tableOrList } from '../output/table';
import { answerText, FORMATS, type Format } from './answer-text';
import { optionOf, valuesOf } from './parameter-options';

import { findQuestion, type Question } from './question';

interface Options {
  readonly output: Format;
  readonly json?: true;
  readonly raw?: true;
  readonly region?: string;
  readonly verbose?: true;
}

/** What the questions about CloudTrail events need. */
const NEEDS_TRAIL = 'needs cloudTrail, and athena:WORKGROUP';

const SUMMARY = 'answer a saved question, or SQL of your own';

export function askCommand(): Command {
  return withOutputOptions(new Command('ask'))
    .summary(SUMMARY)
    .usage('[options] <archive> <question> [parameters]')
    .description(
      'Asks an archive a question: a saved question, with its parameters as options; a file with SQL; or SQL.\n' +
        'The SQL is one SELECT in the dialect of Athena. DuckDB answers for a folder or a bucket, Athena for a workgroup.',
    )
    .argument('[archive]', 's3://BUCKET, a folder with a copy of the bucket, or athena:WORKGROUP')
    .argument('[question]', "the question's name, a file, or SQL")
    .argument('[parameters...]', 'options of the question; ask <archive> <question> --help shows them')
    .option('--list', 'list the saved questions')
    .passThroughOptions()
    .addHelpText('after', HELP)
    .action(
      ending(
        async (archive: string | undefined, _: unknown, __: unknown, options: { list?: true }, command: Command) => {
          if (options.list) return print(list());
          if (archive === undefined)
            throw new Error('The archive is missing: give a folder, s3://BUCKET or athena:WORKGROUP.');
          const rest = command.args.slice(1);
          const [text] = withOutputOptions(new Command().copyInheritedSettings(command))
            .allowUnknownOption()
            .parseOptions([...rest]).operands;
          if (text === undefined && rest.some((word) => ['-h', '--help'].includes(word))) return command.help();
          if (text === undefined) throw new Error('The question is missing. ask --list shows the saved ones.');
          const question = findQuestion(text);
          assertTrail(archive, question);
          return askQuestion(archive, question, rest, command);
        },
      ),
    );
}

const HELP = `
Exit status:
  0  answered, also if there are no rows
  2  not answered: the archive could not be read, the SQL is wrong, or the command was misused

Examples:
  $ npx cdk-ssm-session-archive ask --list
  $ npx cdk-ssm-session-archive ask ./archive who-was-on-a-machine --machine i-0a1b2c3d4e5f60718 --from 2026-03-01 --to 2026-03-31
  $ npx cdk-ssm-session-archive ask s3://my-session-archive top-owners --from 90d --output csv
  $ npx cdk-ssm-session-archive ask athena:session_archive "SELECT count(*) AS sessions FROM sessions WHERE start_date >= '2026-01-01'"`;

function withOutputOptions(command: Command): Command {
  return command
    .addOption(new Option('--output <format>', 'how the rows are printed').choices(FORMATS).default('table'))
    .option('--json', 'the same as --output json')
    .option('--raw', 'in CSV, do not change text that a spreadsheet would run as a formula')
    .option('--region <name>', 'Region of the Athena workgroup', regionName)
    .option('--verbose', 'print what was read and what was not');
}

/** CloudTrail events are in the curated tables. Neither a folder nor the archive's bucket holds those. */
function assertTrail(archive: string, { name }: Question): void {
  if (archive.startsWith('athena:') || !readTrailQueries().some((query) => query.name === name)) return;
  throw new Error(
    `${name} asks about CloudTrail events, which '${archive}' does not hold: give athena:WORKGROUP of an archive with cloudTrail.`,
  );
}

/** Reads the question's own options, which are known only once the question is, and asks. */
async function askQuestion(archive: string, question: Question, rest: string[], parent: Command): Promise<number> {
  const { name, parameters } = question;
  const asked = new Command(`cdk-ssm-session-archive ask <archive> ${name}`).copyInheritedSettings(parent);
  const options = parameters.map(optionOf);
  for (const option of options) asked.addOption(option);
  withOutputOptions(asked).argument('<question>').helpCommand(false).usage('[options]');
  if (question.question !== null) asked.description(question.question);
  // Users may also write them before the archive.
  for (const [key, value] of Object.entries(parent.opts())) asked.setOptionValueWithSource(key, value, 'default');
  await asked
    .action(async (_: string, given: Options & Record<string, ParameterValue | undefined>) => {
      const attributes = new Map(options.map((option) => [option.long, option.attributeName()]));
      const values = valuesOf(parameters, given, (flag) => attributes.get(flag) ?? '');
      const answer = await answerOf(archive, withValues(question, values), given);
      print(answerText(answer, textOptions(given)));
    })
    .parseAsync(rest, { from: 'user' });
  return DONE;
}

function textOptions({ output, json, raw }: Options) {
  return { format: json ? 'json' : output, isRaw: raw ?? false, isTerminal: process.stdout.isTTY } as const;
}

async function answerOf(archive: string, sql: string, { region, verbose }: Options): Promise<Answer> {
  const answer = await withEngine(archive, { region }, (engine) => engine.query(sql));
  // Athena costs money, so its remark needs no --verbose.
  if (answer.remark !== '' && (verbose ?? archive.startsWith('athena:'))) process.stderr.write(`${answer.remark}\n`);
  return answer;
}

function list(): string {
  const toRow = ({ name, title }: SavedQuery) => ({ question: name, title });
  const ofTrail = readTrailQueries().map((query) => toRow({ ...query, title: `${query.title} (${NEEDS_TRAIL})` }));
  return tableOrList([...readSavedQueries().map(toRow), ...ofTrail]);
}

function print(text: string): number {
  process.stdout.write(text);
  return DONE;
}
