// The command `snapshot`.
import { setMaxListeners } from 'node:events';
import { Command, Option } from 'commander';
import { ALL_REGIONS, SOURCES, type SourceName } from '../../lib/contract';
import { readSettings } from '../../lambda/config';
import { floorTo, formatSnapshotId, SECOND_MS } from '../../lambda/time';
import { DONE, ending } from '../exit-status';
import { accountId, archivedRegion, collect } from '../options';
import { adviceOn } from './advice';
import { findDestination } from './destination';
import { findOrigin } from './origin';
import { summarize, toJson, toText, type Outcome } from './outcome';
import { startProgress } from './progress';
import { runReporter } from './run';

interface Options {
  readonly source: SourceName;
  readonly region?: string[];
  readonly allRegions?: true;
  readonly full?: true;
  readonly account?: string;
  readonly profile?: string;
  readonly json?: true;
}

/** The exit status if a Region has no snapshot of this run. */
const INCOMPLETE = 1;

/** @param version the package's version, which manifests record */
export function snapshotCommand(version: string): Command {
  return new Command('snapshot')
    .summary('save the sessions that SSM shows now: first a month of them, then only new ones')
    .description(
      'Reads the sessions of the last 30 days from AWS Systems Manager and adds them to an archive, as the deployed reporter does. Both may write to one archive. The archive holds all state: each further run adds what is new.\n' +
        'It takes the credentials that the AWS SDK finds, and needs ssm:DescribeSessions; account:ListRegions with --all-regions; for a bucket s3:ListBucket, s3:GetObject and s3:PutObject, and kms:Decrypt and kms:GenerateDataKey if the archive has a key.\n' +
        'With --source alibaba-ecs it reads ECS Session Manager of Alibaba Cloud, with the keys of ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN, or of a profile of the aliyun command line in the modes AK or StsToken; it needs ecs:DescribeTerminalSessions. Untried on Alibaba Cloud.',
    )
    .argument('<archive>', 's3://BUCKET, or a folder; a new folder is created with access for you alone')
    .option(
      '--region <name>',
      'this Region instead of the one in the AWS configuration; may be repeated',
      collect(archivedRegion),
    )
    .addOption(
      new Option(
        '--source <name>',
        'where sessions come from: AWS Systems Manager, or Session Manager of Alibaba Cloud ECS',
      )
        .choices(Object.values(SOURCES))
        .default(SOURCES.ssm),
    )
    .addOption(new Option('--all-regions', 'every Region that is enabled in the account').conflicts('region'))
    .option('--full', 'read all of History again, as every run does after seven days without a full scan')
    .option('--account <id>', 'stop unless the credentials belong to this account', accountId)
    .option(
      '--profile <name>',
      'a profile of the AWS configuration; with --source alibaba-ecs, of the aliyun command line',
    )
    .option('--json', 'print the outcome as one JSON document')
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
  $ npx cdk-ssm-session-archive snapshot ./archive --source alibaba-ecs --region cn-hangzhou
  $ npx cdk-ssm-session-archive snapshot ./archive --json | jq '.snapshots[].records'
Every hour, from cron:
  7 * * * *  npx --yes cdk-ssm-session-archive snapshot /srv/archive --profile audit >>/var/log/session-archive.log 2>&1`;

async function snapshot(archive: string, options: Options, version: string): Promise<number> {
  const settings = readSettings(process.env);
  const destination = findDestination(archive, settings.maxAttempts);
  const origin = await findOrigin(options, settings.maxAttempts).catch(advise);
  const { accountId: account, regions } = origin;
  if (options.account !== undefined && options.account !== account)
    throw new Error(
      `The credentials belong to account ${account}, but --account is ${options.account}: choose another --profile. Nothing was read.`,
    );
  const write = (text: string) => process.stderr.write(text);
  const which = regions === ALL_REGIONS ? 'all enabled Regions' : regions.join(', ');
  write(`Account ${account}, ${which}, into ${destination.description}\n`);
  if (destination.advice !== null) write(`${destination.advice}\n`);

  const store = await destination.open(Date.now());
  const ms = floorTo(Date.now(), SECOND_MS);
  const id = formatSnapshotId(ms);
  const progress = startProgress(process.stderr.isTTY && !options.json, options.json ? () => true : write, Date.now);
  const stop = listenForStop(() => {
    progress.stop();
    write('Stopping: storing what was read. Press Ctrl-C again to end at once.\n');
  });
  const { outcomes, notTaken } = await runReporter(
    {
      ...origin,
      config: { ...settings, regions },
      archive: store,
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
  const outcome: Outcome = summarize(
    { archive, source: options.source, accountId: account, snapshotId: id, stopped, notTaken },
    outcomes,
  );
  process.stdout.write(options.json ? toJson(outcome) : toText(outcome));
  const status = outcome.failed.length > 0 ? INCOMPLETE : DONE;
  // An abandoned call would keep the process alive.
  if (aborted) process.exit(status);
  return status;
}

/** The first Ctrl-C aborts the signal. The second ends the process, as usual. */
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

/** @throws the error, with advice added to its message */
function advise(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const advice = adviceOn(`${error.name}: ${error.message}`);
  if (advice !== null) error.message += `\n  -> ${advice}`;
  throw error;
}
