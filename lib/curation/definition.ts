// The steps of the curation. No function runs: the steps are SQL in Athena and a few JSONata expressions.
import type { Cutoff } from '../catalog/cutoff';
import type { View } from '../catalog/views/presto-view';
import { CURATED_SESSIONS } from '../catalog/session-rows';
import { SESSIONS_VIEW } from '../catalog/views/sessions-view';
import { CURATED_SNAPSHOTS, SNAPSHOTS_VIEW } from '../catalog/views/snapshots-view';
import { cell, expression, Flow, type Place } from './flow';
import * as sql from './statements';
import { readTrail, TRAIL_START, type TrailDefinitionProps } from './trail-flow';

/** What the curation needs to know about the archive. All texts may be tokens. */
export interface DefinitionProps extends Place {
  /** The location of the curated tables: `s3://BUCKET/PREFIX/`. */
  readonly location: string;
  /** The accounts that queries see, separated by commas. */
  readonly accounts: string;
  /** The Regions that queries see, separated by commas. */
  readonly regions: string;
  /** First day of the ledger, yyyy-MM-dd. */
  readonly firstDay: string;
  /** Days after which curated rows are deleted. */
  readonly retentionDays?: number;
  /** Whether every execution compacts small files, instead of one execution a week. */
  readonly compactsAlways: boolean;
  /** The trail whose events are copied, if there is one. */
  readonly trail?: TrailDefinitionProps;
}

/**
 * An execution curates the archive as of this long before its start. No run that began before that time can still be
 * writing, because Lambda ends a run after 15 minutes at most.
 */
const SETTLED_MINUTES = 20;

/** Step Functions lists an execution only a little after its start. */
const LISTED_AFTER_SECONDS = 30;

/** Less than a day, so that the next daily execution does not find this one still running. */
export const TIMEOUT_SECONDS = 20 * 3600;

const DAY_MS = 86_400_000;

const START = 'Create sessions';

/** The definition as an object; the caller turns it into text. */
export function curationDefinition(props: DefinitionProps): object {
  const flow = new Flow(props);
  begin(flow, props);
  rebuild(flow);
  prepare(flow, props);
  findWhatIsNew(flow, props);
  mergeMonths(flow);
  show(flow, props);
  return flow.definition(TIMEOUT_SECONDS);
}

/**
 * Sets the times of this execution, and ends it if an earlier execution is running: two concurrent MERGEs can both
 * insert the same key (trino#31072).
 */
function begin(flow: Flow, { retentionDays, compactsAlways, trail }: DefinitionProps): void {
  flow.pass('Begin', {
    started: expression('$toMillis($states.context.Execution.StartTime)'),
    isRebuild: expression('$states.context.Execution.Input.rebuild = true'),
  });
  flow.pass('Set times', {
    until: timeOf(`$started - ${SETTLED_MINUTES * 60_000}`),
    today: dayOf('$started'),
    cutoff: dayOf(`$started - ${DAY_MS}`),
    // Two days before the cutoff.
    snapshotDay: dayOf(`$started - ${3 * DAY_MS}`),
    oldest:
      retentionDays === undefined
        ? '1970-01-01 00:00:00'
        : dayOf(`$started - ${retentionDays} * ${DAY_MS}`, ' 00:00:00'),
    compacts: compactsAlways || expression(`$floor($started / ${DAY_MS}) % 7 = 3`),
    attempt: 0,
    token: '',
    ...(trail ? { asOf: timeOf('$started') } : {}),
  });
  flow.wait('Let others be listed', LISTED_AFTER_SECONDS);
  const isEarlier = '($toMillis(StartDate) < $started or $toMillis(StartDate) = $started and ExecutionArn < $own)';
  flow.call(
    'Find other executions',
    'aws-sdk:sfn:listExecutions',
    { StateMachineArn: expression('$states.context.StateMachine.Id'), StatusFilter: 'RUNNING' },
    {
      earlier: expression(
        `($own := $states.context.Execution.Id; $count($states.result.Executions[ExecutionArn != $own and ${isEarlier}]))`,
      ),
    },
  );
  flow.end('Another one runs', { outcome: 'Nothing done: an earlier execution is still running.' });
  flow.choice('Is it alone?', '$earlier > 0', 'Another one runs', 'Is it a rebuild?');
}

/**
 * Deletes the curated tables, and with them any mistake of an engine. Before that, it lets the views read the records,
 * so that no session disappears meanwhile. It drops the ledger before the rows, because the ledger says what is
 * curated: if the execution dies in between, the next one starts from the beginning.
 */
function rebuild(flow: Flow): void {
  flow.choice('Is it a rebuild?', '$isRebuild', 'Show sessions from the records', START);
  flow.query('Show sessions from the records', createView(SESSIONS_VIEW));
  flow.query('Show snapshots from the records', createView(SNAPSHOTS_VIEW));
  flow.query('Drop snapshots', sql.dropTable(CURATED_SNAPSHOTS));
  flow.query('Drop sessions', sql.dropTable(CURATED_SESSIONS));
}

function prepare(flow: Flow, { location, retentionDays }: DefinitionProps): void {
  flow.query(START, sql.createSessions(location));
  flow.query('Create snapshots', sql.createSnapshots(location));
  if (retentionDays === undefined) return;
  flow.query('Forget sessions', sql.FORGET_SESSIONS);
  flow.query('Forget snapshots', sql.FORGET_SNAPSHOTS);
}

/** Sets `since`, the first day on which there may be new manifests, and `ledger`, the condition that finds them. */
function findWhatIsNew(flow: Flow, { accounts, regions, firstDay }: DefinitionProps): void {
  flow.query('Find what is known', sql.knownScopes(accounts, regions));
  flow.read('Read what is known', { since: cell(1, 0), unknown: cell(1, 1) });
  flow.choice('Is anything curated?', "$since != ''", 'Set ledger', 'Find first day');
  flow.query('Find first day', sql.firstDayOf(firstDay));
  flow.read('Read first day', { since: cell(1, 0), unknown: '' });
  flow.end('Nothing yet', { outcome: 'Nothing done: there is no snapshot yet.' });
  flow.choice('Is there a snapshot?', "$since != ''", 'Set ledger', 'Nothing yet');
  flow.pass('Set ledger', {
    ledger: expression(
      `"snapshot_date >= '" & $since & "'" & ($unknown = '' ? '' : " OR snapshot_date >= '${firstDay}' AND (" & $unknown & ")")`,
    ),
  });
}

/** Month by month: a statement opens at most 100 partitions, and after a failure fewer months remain. */
function mergeMonths(flow: Flow): void {
  flow.query('Find touched months', sql.TOUCHED_MONTHS, {
    months: expression('$states.result.QueryExecution.QueryExecutionId'),
    token: '',
  });
  // One row per page, because a month's conditions can be long. The first row contains the names of the columns.
  flow.call(
    'Next month',
    'aws-sdk:athena:getQueryResults',
    expression(
      "$merge([{ 'QueryExecutionId': $months, 'MaxResults': 1 }, $token = '' ? {} : { 'NextToken': $token }])",
    ),
    {
      month: cell(0, 0),
      history: cell(0, 1),
      days: cell(0, 2),
      token: expression("$exists($states.result.NextToken) ? $states.result.NextToken : ''"),
    },
  );
  flow.choice('Is it a month?', '$contains($month, /^\\d{4}-\\d\\d$/)', 'Merge sessions', 'Is there another month?');
  flow.query('Merge sessions', sql.MERGE_SESSIONS);
  flow.query('Prove sessions', sql.PROVE_SESSIONS);
  flow.read('Read proof', { problems: cell(1, 0) });
  flow.fail(
    'Not proven',
    'CurationNotProven',
    "$problems & ' curated rows of ' & $month & ' do not match the records. The views stay as they were. Query execution: ' & $queryId",
  );
  flow.choice('Is it proven?', "$problems = '0'", 'Is there another month?', 'Not proven');
  flow.choice('Is there another month?', "$token != ''", 'Next month', 'Merge snapshots');
}

/** Merges the ledger after the sessions, so that the next execution checks days again whose proof failed. */
function show(flow: Flow, { retentionDays, location, trail }: DefinitionProps): void {
  const next = trail ? TRAIL_START : 'Done';
  const cutoff = { day: '{cutoff}', snapshotDay: '{snapshotDay}' };
  flow.query('Merge snapshots', sql.MERGE_SNAPSHOTS);
  flow.query('Show sessions', createView(SESSIONS_VIEW, cutoff));
  flow.query('Show snapshots', createView(SNAPSHOTS_VIEW, cutoff));

  flow.choice('Is it time to compact?', '$compacts', 'Compact sessions', next);
  flow.query('Compact sessions', sql.compact(CURATED_SESSIONS));
  flow.query('Compact snapshots', sql.compact(CURATED_SNAPSHOTS));
  flow.query('Clear sessions', sql.vacuum(CURATED_SESSIONS));
  flow.query('Clear snapshots', sql.vacuum(CURATED_SNAPSHOTS));
  flow.goTo(next);
  if (trail) readTrail(flow, trail, { location, retentionDays });
  const forgotten = retentionDays === undefined ? '' : " & ' Rows last seen before ' & $oldest & ' are deleted.'";
  flow.end('Done', {
    outcome: expression(
      `'Curated as of ' & $until & '. The views read the records from ' & $cutoff & ' on.'${forgotten}`,
    ),
  });
}

function createView({ name, sql: sqlOf }: View, cutoff?: Cutoff): string {
  return `CREATE OR REPLACE VIEW ${name} AS\n${sqlOf(cutoff)}`;
}

const timeOf = (ms: string) => expression(`$fromMillis(${ms}, '[Y0001]-[M01]-[D01] [H01]:[m01]:[s01].[f001]')`);
const dayOf = (ms: string, then = '') =>
  expression(`$fromMillis(${ms}, '[Y0001]-[M01]-[D01]')${then && ` & '${then}'`}`);
