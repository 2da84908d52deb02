// What the curation does, step by step. No code of our own runs: SQL in Athena, and a few expressions here.
import type { Cutoff } from '../catalog/cutoff';
import type { View } from '../catalog/views/presto-view';
import { CURATED_SESSIONS } from '../catalog/session-rows';
import { SESSIONS_VIEW } from '../catalog/views/sessions-view';
import { CURATED_SNAPSHOTS, SNAPSHOTS_VIEW } from '../catalog/views/snapshots-view';
import { cell, expression, Flow, type Place } from './flow';
import * as sql from './statements';
import { readTrail, TRAIL_START, type TrailDefinitionProps } from './trail-flow';

/** What the curation needs to know of the archive; any of it but the numbers may be a token. */
export interface DefinitionProps extends Place {
  /** Where the curated tables lie: `s3://BUCKET/PREFIX/`. */
  readonly location: string;
  /** Comma-separated: what the catalog sees. */
  readonly accounts: string;
  readonly regions: string;
  /** First day of the ledger, yyyy-MM-dd. */
  readonly firstDay: string;
  /** Days after which records are forgotten. */
  readonly retentionDays?: number;
  /** Small files are put together in every execution, not once a week. */
  readonly compactsAlways: boolean;
  /** A trail whose events are copied, if there is one. */
  readonly trail?: TrailDefinitionProps;
}

/** An execution curates the archive as of so long before its start: no run is alive that could still write what it saw before then. */
const SETTLED_MINUTES = 20;

/** Step Functions lists an execution a little after it has started. */
const LISTED_AFTER_SECONDS = 30;

/** The next one may begin a day later, and would find this one running. */
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

/** Fixes the times of this execution, and ends it if an earlier one runs: two MERGEs of one key at a time can both insert it (trino#31072). */
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
 * Whatever an engine may have done wrong goes. The views read the records first, so that nothing disappears meanwhile. The ledger goes
 * before the rows: it says what is curated, so that an execution that dies in between is made up for from the beginning.
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

/** `since`: from which day on new manifests may lie. `ledger`: the condition that finds them. */
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

/** Month by month: a statement opens at most 100 partitions, and what fails later starts again with fewer months. */
function mergeMonths(flow: Flow): void {
  flow.query('Find touched months', sql.TOUCHED_MONTHS, {
    months: expression('$states.result.QueryExecution.QueryExecutionId'),
    token: '',
  });
  // A page for each row, because a month's conditions can be long; the first row holds the names of the columns.
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
    "$problems & ' curated rows of ' & $month & ' are not what the records say. The views stay as they were. Query execution: ' & $queryId",
  );
  flow.choice('Is it proven?', "$problems = '0'", 'Is there another month?', 'Not proven');
  flow.choice('Is there another month?', "$token != ''", 'Next month', 'Merge snapshots');
}

/** The ledger comes last, so that days whose proof failed are asked about again. */
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
  const forgotten = retentionDays === undefined ? '' : " & ' Rows last seen before ' & $oldest & ' are gone.'";
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
