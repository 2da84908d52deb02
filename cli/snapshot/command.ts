// The command `snapshot`.
import { setMaxListeners } from 'node:events';
import { Command, Option } from 'commander';
import { ALL_REGIONS } from '../../lib/contract';
import { readSettings } from '../../lambda/config';
import { createListRegions } from '../../lambda/regions/account';
import { createDescribeSessions } from '../../lambda/scan/ssm';
import { floorTo, formatSnapshotId, SECOND_MS } from '../../lambda/time';
import { DONE, ending } from '../exit-status';
import { accountId, collect, regionName } from '../options';
import { adviceOn } from './advice';
import { chooseRegions, readAccount, settleEnvironment } from './caller';
import { findDestination } from './destination';
import { summarize, toJson, toText, type Outcome } from './outcome';
import { startProgress } from './progress';
import { runReporter } from './run';

interface Options {
  readonly region?: string[];
  readonly allRegions?: true;
  readonly full?: true;
  readonly account?: string;
  readonly profile?: string;
  readonly json?: true;
}

/** At least one Region has no snapshot of this run. */
const INCOMPLETE = 1;

/** @param version of the package, which manifests name */
export function snapshotCommand(version: string): Command {
  return new Command('snapshot')
    .summary('save what SSM shows now: a month of sessions at first, then what is new')
    .description(
      'Reads the sessions that AWS Systems Manager shows, those of the last 30 days, and adds them to an archive, as the deployed reporter does and beside it. The archive is the only state: each further run adds what is new.\n' +
        'It takes the credentials that the AWS SDK finds, and needs ssm:DescribeSessions; account:ListRegions with --all-regions; for a bucket s3:ListBucket, s3:GetObject and s3:PutObject, and kms:Decrypt and kms:GenerateDataKey if the archive has a key.',
    )
    .argument('<archive>', 's3://BUCKET, or a folder; one that is not there is made, for you alone')
    .option(
      '--region <name>',
      'this Region instead of the one that the AWS configuration names; may be repeated',
      collect(regionName),
    )
    .addOption(new Option('--all-regions', 'every Region that is enabled in the account').conflicts('region'))
    .option('--full', 'read all of History again, as happens by itself every seven days')
    .option('--account <id>', 'do nothing unless the credentials are of this account', accountId)
    .option('--profile <name>', 'a profile of the AWS configuration')
    .option('--json', 'print one JSON document with what was done')
    .addHelpText('after', HELP)
    .action(ending((archive: string, options: Options) => snapshot(archive, options, version)));
}

const HELP = `
Exit status:
  0  complete: every Region has its snapshot
  1  incomplete: at least one Region failed, each is named with the reason; or Ctrl-C stopped the run. What is complete stays
  2  not started: no credentials, another account than --account, a folder that holds something else, or the command was misused

Examples:
  $ npx cdk-ssm-session-archive snapshot ./archive
  $ npx cdk-ssm-session-archive snapshot ./archive --profile audit --account 123456789012 --region eu-west-1 --region us-east-1
  $ npx cdk-ssm-session-archive snapshot s3://my-session-archive --all-regions
  $ npx cdk-ssm-session-archive snapshot ./archive --json | jq '.snapshots[].records'
Every hour, from cron:
  7 * * * *  npx --yes cdk-ssm-session-archive snapshot /srv/archive --profile audit >>/var/log/session-archive.log 2>&1`;

async function snapshot(archive: string, options: Options, version: string): Promise<number> {
  const settings = readSettings(process.env);
  const destination = findDestination(archive, settings.maxAttempts);
  const own = await settleEnvironment(options.profile, options.region ?? []);
  const regions = chooseRegions(options.region ?? [], own);
  const account = await readAccount(settings.maxAttempts).catch(advise);
  if (options.account !== undefined && options.account !== account)
    throw new Error(
      `The credentials are of account ${account}, and --account is ${options.account}: choose another --profile. Nothing was read.`,
    );
  const write = (text: string) => process.stderr.write(text);
  const which = options.allRegions ? 'all enabled Regions' : regions.join(', ');
  write(`Account ${account}, ${which}, into ${destination.description}\n`);
  if (destination.advice !== null) write(`${destination.advice}\n`);

  const store = await destination.open(Date.now());
  const ms = floorTo(Date.now(), SECOND_MS);
  const id = formatSnapshotId(ms);
  const progress = startProgress(process.stderr.isTTY && !options.json, options.json ? () => true : write, Date.now);
  const stop = listenForStop(() => {
    progress.stop();
    write('Stopping: what was read is being stored. Press Ctrl-C again to end at once.\n');
  });
  const { outcomes, notTaken } = await runReporter(
    {
      config: { ...settings, regions: options.allRegions ? ALL_REGIONS : regions },
      archive: store,
      listRegions: createListRegions(settings.maxAttempts),
      describeSessions: (region) => createDescribeSessions(region, settings.maxAttempts),
      clock: Date.now,
      reporterVersion: version,
    },
    { accountId: account, snapshot: { id, ms }, full: options.full ?? false, timeLimit: stop.signal },
    progress,
  )
    .catch(advise)
    .finally(() => {
      progress.stop();
    });

  const { aborted } = stop.signal;
  const stopped = aborted && outcomes.some(({ status }) => status === 'rejected');
  const outcome: Outcome = summarize({ archive, accountId: account, snapshotId: id, stopped, notTaken }, outcomes);
  process.stdout.write(options.json ? toJson(outcome) : toText(outcome));
  const status = outcome.failed.length > 0 ? INCOMPLETE : DONE;
  // A call that nobody waits for any more would keep the process.
  if (aborted) process.exit(status);
  return status;
}

/** Aborted by the first Ctrl-C. The second ends the process, as it does everywhere. */
function listenForStop(onStop: () => void): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      if (!controller.signal.aborted) onStop();
      controller.abort();
    });
  }
  return controller;
}

/** @throws the error, with what to do about it */
function advise(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const advice = adviceOn(`${error.name}: ${error.message}`);
  if (advice !== null) error.message += `\n  -> ${advice}`;
  throw error;
}
