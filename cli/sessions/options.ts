// The options of `sessions`, including those of `aws ssm describe-sessions`.
import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { isDay } from '../../lib/common/day';
import { accountId, archivedRegion, collect } from '../options';
import { period, periodEnd } from '../period';
import { parseFilters } from './aws/filters';
import { OUTPUTS, type Output } from './print';
import type { State, Wish } from './listing/selection';
import type { TimeForm } from './aws/wire';

export interface Options {
  readonly state?: State;
  readonly filters?: string[];
  readonly owner?: string[];
  readonly target?: string[];
  readonly sessionId?: string[];
  readonly status?: string[];
  readonly from?: string;
  readonly to?: string;
  readonly at?: string;
  readonly account?: string[];
  readonly region?: string[];
  readonly maxItems?: number;
  readonly maxResults?: number;
  readonly startingToken?: string;
  readonly nextToken?: string;
  readonly query?: string;
  readonly output?: Output;
  readonly json?: true;
  readonly raw?: true;
  readonly allFields?: true;
  readonly withScope?: true;
  readonly timestamps?: TimeForm;
  readonly profile?: string;
}

/** The largest page of DescribeSessions. */
const LARGEST_PAGE = 200;

export function addOptions(command: Command): Command {
  const text = (value: string) => value;
  return command
    .addOption(
      new Option('--state <state>', 'only sessions in this state; default: both').choices(['Active', 'History']),
    )
    .option('--filters <filter...>', 'filters of DescribeSessions, written as for the AWS CLI: key=Target,value=i-...')
    .option('--owner <owner>', 'an ARN, or the name after its last slash; ignores case; may be repeated', collect(text))
    .option('--target <target>', 'a node, container or cluster; may be repeated', collect(text))
    .option('--session-id <id>', 'a session; may be repeated', collect(text))
    .option('--status <status>', 'such as Failed; may be repeated', collect(text))
    .option('--from <time>', 'started at or after: a UTC day, an instant, or 7d, 12h, 30m, 2w before now')
    .option('--to <time>', 'started before; includes a whole day')
    .option('--at <time>', 'what the archive knew at that time, or at the end of that day')
    .option('--account <id>', 'only this account; may be repeated', collect(accountId))
    .option('--region <name>', 'only this Region; may be repeated. AWS_REGION limits nothing', collect(archivedRegion))
    .option(
      '--max-items <count>',
      'how many sessions to list; NextToken in the output continues the listing',
      count(Infinity),
    )
    .option('--starting-token <token>', 'continue where a listing ended')
    .option('--query <expression>', 'JMESPath over the whole output')
    .addOption(new Option('--output <format>', 'default: the setting of the AWS CLI, else json').choices(OUTPUTS))
    .option('--json', 'the same as --output json')
    .option('--raw', 'in CSV, do not change text that a spreadsheet would run as a formula')
    .option('--all-fields', 'also print fields that SSM sent but the AWS CLI does not know')
    .option('--with-scope', 'also print AccountId and Region of each session')
    .addOption(
      new Option('--timestamps <form>', 'ISO 8601 in UTC, or epoch seconds as SSM sends them').choices([
        'iso8601',
        'wire',
      ]),
    )
    .option('--profile <name>', 'a profile of the AWS configuration')
    .option('--max-results <count>', 'print one page of this many sessions', count(LARGEST_PAGE))
    .option('--next-token <token>', 'the same as --starting-token')
    .option('--page-size <count>', 'accepted but changes nothing, because no service is called', count(LARGEST_PAGE))
    .option('--no-paginate', 'changes nothing')
    .option('--no-cli-pager', 'changes nothing')
    .addOption(new Option('--color <when>', 'changes nothing').choices(['on', 'off', 'auto']));
}

/** @throws Error that names the option and the value */
export function toWish(options: Options, nowMs: number): Wish {
  return {
    state: options.state ?? null,
    filters: parseFilters(options.filters ?? [], (path) => readFileSync(path, 'utf8')),
    period: period(options.from, options.to, nowMs),
    owners: options.owner ?? [],
    targets: options.target ?? [],
    sessionIds: options.sessionId ?? [],
    statuses: options.status ?? [],
    accounts: options.account ?? [],
    regions: options.region ?? [],
    atMs: options.at === undefined ? null : instantOf(options.at, nowMs),
  };
}

function instantOf(text: string, nowMs: number): number {
  return isDay(text) ? periodEnd(text, nowMs) - 1 : periodEnd(text, nowMs);
}

function count(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`Give a number ${most === Infinity ? 'of 1 or more' : `from 1 to ${most}`}.`);
  };
}
