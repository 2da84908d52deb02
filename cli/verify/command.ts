// The command `verify`.
import { Command } from 'commander';
import { accountId, archivedRegion, collect, day, parse } from '../options';
import { parseHead, STATUS, toJson, toText } from './outcome';
import { runVerification } from './run-verification';
import type { Head } from './verify-archive';

interface Options {
  readonly account?: string[];
  readonly region?: string[];
  readonly from?: number;
  readonly to?: number;
  readonly quick?: true;
  readonly head?: Head[];
  readonly catalog?: string;
  readonly json?: true;
}

/** @param program the file to run in worker threads; it calls `serveObjects` there */
export function verifyCommand(program: string): Command {
  return new Command('verify')
    .summary('prove that an archive is complete and unchanged')
    .description(
      'Follows the chain of manifests and compares every object of records with its manifest.\n' +
        'It reads only; it needs s3:ListBucket and s3:GetObject, and kms:Decrypt if the archive has a key.',
    )
    .argument('<archive>', 's3://BUCKET, or a folder with a copy of the bucket')
    .option('--account <id>', 'only this account; may be repeated', collect(accountId))
    .option('--region <name>', 'only this Region; may be repeated', collect(archivedRegion))
    .option('--from <day>', 'only snapshots of this UTC day, yyyy-MM-dd, and later', day)
    .option('--to <day>', 'only snapshots of this UTC day, yyyy-MM-dd, and earlier', day)
    .option('--quick', 'compare the checksums that S3 keeps instead of downloading the records')
    .option(
      '--head <head>',
      'a head that an earlier run printed: ACCOUNT/REGION/SNAPSHOT=SHA256; may be repeated',
      collect(parse(parseHead)),
    )
    .option(
      '--catalog <file>',
      'also find what queries cannot see: the file holds the output of `aws glue get-table --database-name session_archive --name history_records`',
    )
    .option('--json', 'print one JSON document with every finding')
    .addHelpText('after', HELP)
    .action(async (archive: string, options: Options) => {
      process.exitCode = await verify(archive, options, program);
    });
}

const HELP = `
Exit status:
  0  whole: nothing is missing, changed or misplaced; or no snapshot: there is none of that period, and no sign that there was
  1  not whole: at least one problem was found; each comes with the object and what to do
  2  could not tell: the archive could not be read to its end, or the command was misused

Examples:
  $ npx cdk-ssm-session-archive verify s3://my-session-archive
  $ npx cdk-ssm-session-archive verify s3://my-session-archive --quick --from 2026-01-01 --region eu-west-1
  $ for prefix in history active manifests; do aws s3 sync "s3://my-session-archive/$prefix/v1" "copy/$prefix/v1"; done
  $ npx cdk-ssm-session-archive verify copy --json`;

async function verify(archive: string, options: Options, program: string): Promise<number> {
  const outcome = await runVerification(
    {
      archive,
      selection: {
        accounts: options.account ?? [],
        regions: options.region ?? [],
        fromMs: options.from ?? null,
        toMs: options.to ?? null,
      },
      quick: options.quick ?? false,
      heads: options.head ?? [],
      catalogFile: options.catalog ?? null,
      isQuiet: options.json ?? false,
    },
    program,
  );
  process.stdout.write(options.json ? toJson(outcome) : toText(outcome));
  return STATUS[outcome.verdict];
}
