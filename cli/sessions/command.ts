// The command `sessions`: DescribeSessions over an archive.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { DONE, ending } from '../exit-status';
import { openStore } from '../stores/open-store';
import { outputSettings } from './aws/config';
import { listSessions, type Listing } from './listing/list-sessions';
import { notices } from './notices';
import { addOptions, toWish, type Options } from './options';
import { compare, fromToken, toToken } from './listing/order';
import { OUTPUTS, print, type Answer, type Output } from './print';
import { fingerprint, select, type Wish } from './listing/selection';
import type { TimeForm } from './aws/wire';

export function sessionsCommand(): Command {
  const command = new Command('sessions')
    .summary('list sessions of years, as `aws ssm describe-sessions` lists those of a month')
    .description(
      'Takes the options of `aws ssm describe-sessions` and prints the same output, but from the archive, with sessions that SSM has forgotten.\n' +
        'It lists each session once, newest first, from all accounts and Regions unless you choose some. It only reads.',
    )
    .argument('<archive>', 's3://BUCKET, or a folder with a copy of the bucket; before the options')
    .action(ending(run));
  return addOptions(command).addHelpText('after', HELP);
}

const HELP = `
--from and --to limit when sessions started; for \`verify\` they limit the days of snapshots.
Active sessions are those that were open at the last complete snapshot. stderr shows how old it is, and how many sessions are
in neither state.
A session without a start time is in no period.

Exit status:
  0  success, even if no session matches
  2  failure: the archive could not be read completely, or the command was misused

Examples:
  $ npx cdk-ssm-session-archive sessions s3://my-session-archive --owner maria.silva@example.com --from 2026-03-01 --to 2026-03-31
  $ npx cdk-ssm-session-archive sessions s3://my-session-archive --state Active --output table
  $ npx cdk-ssm-session-archive sessions ./copy --target i-0a1b2c3d4e5f60718 --from 7d --output csv > sessions.csv
  $ npx cdk-ssm-session-archive sessions ./copy --state Active --at 2026-03-01T09:00:00Z

To use a script for SSM, change the first words of its commands. Before:
  aws ssm describe-sessions --state History --filters key=InvokedAfter,value=2026-03-01T00:00:00Z --query 'Sessions[].Owner' --output text
After:
  npx cdk-ssm-session-archive sessions s3://my-session-archive --state History --filters key=InvokedAfter,value=2026-03-01T00:00:00Z --query 'Sessions[].Owner' --output text`;

async function run(archive: string, options: Options): Promise<number> {
  const nowMs = Date.now();
  if (options.profile !== undefined) process.env.AWS_PROFILE = options.profile;
  // The SDK follows S3's redirect to the bucket's Region, but needs some Region to begin with.
  if (options.region?.[0] !== undefined) process.env.AWS_REGION ??= options.region[0];
  const settings = outputSettings(process.env);
  const output = chooseOutput(options, settings.output);
  const times: TimeForm =
    options.timestamps ?? (['none', 'wire'].includes(settings.timestampFormat ?? '') ? 'wire' : 'iso8601');

  const wish = toWish(options, nowMs);
  const mark = fingerprint(wish, [options.from, options.to, options.at]);
  const token = options.startingToken ?? options.nextToken;
  const after = token === undefined ? null : fromToken(token, mark);
  const progress = new Progress();
  let listing: Listing;
  try {
    listing = await listSessions({
      store: openStore(archive),
      selection: select(wish),
      wire: { times, hasAllFields: options.allFields ?? false, hasScope: options.withScope ?? false },
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
  }

  const { rows } = listing;
  const begin = after ? firstAfter(rows, (row) => compare(row, after) > 0) : 0;
  const end = Math.min(rows.length, begin + Math.min(options.maxItems ?? Infinity, options.maxResults ?? Infinity));
  const last = rows[end - 1];
  const next = end < rows.length && last ? toToken(last, mark) : undefined;
  const answer: Answer = {
    Sessions: rows.slice(begin, end).map(({ session }) => session),
    ...(next !== undefined && { NextToken: next }),
  };
  tell(listing, wish, nowMs);
  const isTerminal = process.stdout.isTTY;
  await write(
    print(answer, {
      output,
      query: options.query ?? null,
      isRaw: options.raw ?? false,
      hasScope: options.withScope ?? false,
      isPage: options.maxResults !== undefined,
      isTerminal,
      width: isTerminal ? process.stdout.columns : FILE_WIDTH,
    }),
  );
  if (next !== undefined && (options.query !== undefined || output === 'csv'))
    process.stderr.write(`${rows.length - end} more sessions: continue with --starting-token ${next}\n`);
  return DONE;
}

/** The width that the AWS CLI assumes where stdout is not a terminal. */
const FILE_WIDTH = 80;

function chooseOutput(options: Options, configured: string | undefined): Output {
  if (options.output !== undefined) return options.output;
  if (options.json || configured === undefined) return 'json';
  const known = OUTPUTS.find((output) => output === configured);
  if (known === undefined)
    process.stderr.write(
      `This command does not know the output format ${configured} of the AWS configuration and prints json.\n`,
    );
  return known ?? 'json';
}

function tell(listing: Listing, wish: Wish, nowMs: number): void {
  for (const notice of notices(listing, wish, wish.atMs ?? nowMs)) process.stderr.write(`${notice}\n`);
}

/** The first index from which the condition holds, by binary search. */
function firstAfter<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Writes at least this much at a time: a system call for each line would take longer than producing it. */
const PIECE_LENGTH = 64 * 1024;

/** Writes as fast as the reader reads. Ends the listing when the reader closes, as `| head` does. */
async function write(pieces: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(inLargePieces(pieces)), process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

function* inLargePieces(pieces: Iterable<string>): Generator<string> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < PIECE_LENGTH) continue;
    yield waiting;
    waiting = '';
  }
  yield waiting;
}

/** Shows a bar on stderr, if stderr is a terminal. */
class Progress {
  private readonly bar = process.stderr.isTTY
    ? new SingleBar({
        format: '{bar} {value} of {total} objects, {eta_formatted} left',
        hideCursor: true,
        clearOnComplete: true,
      })
    : null;
  private done = 0;

  readonly update = ({ expected, done = 0 }: { readonly expected?: number; readonly done?: number }): void => {
    if (expected !== undefined) this.bar?.start(expected, 0);
    this.done += done;
    this.bar?.update(this.done);
  };

  stop(): void {
    this.bar?.stop();
  }
}
