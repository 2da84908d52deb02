// The steps of an alert. An execution notes each new row under its own ARN, then sends the message about them, then
// confirms the rows. If it dies in between, the next execution reads its history in Step Functions to see how far it
// got, and finishes its work.
import { cell, expression, Flow, type Place } from '../curation/flow';
import * as sql from '../curation/statements';
import type { AskedQuestion } from './asked-question';
import * as statements from './statements';

/** All values except the question, the numbers and the flags may be tokens. */
export interface AlertDefinitionProps extends Place {
  /** The alert's id in its archive. */
  readonly alert: string;
  readonly asked: AskedQuestion;
  /** Name of the table of reported rows. */
  readonly table: string;
  /** The location of the curated tables: `s3://BUCKET/PREFIX/`. */
  readonly location: string;
  readonly topicArn: string;
  readonly isFifo: boolean;
  readonly includeRows: boolean;
  /** Days after which records expire. */
  readonly retentionDays?: number;
}

/** Source of the events on the default bus. */
export const EVENT_SOURCE = 'cdk-ssm-session-archive';
const EVENT_TYPE = 'Session Archive Alert';

/** Step Functions lists an execution only a little after its start. */
const LISTED_AFTER_SECONDS = 30;

/** Athena itself ends a statement after 30 minutes. */
export const TIMEOUT_SECONDS = 4 * 3600;

/** The most rows in a message. They fit into a message, whatever people type. */
const MOST_ROWS = 20;

/**
 * How many of the latest events of an execution to read: enough to reach from the confirmation, with all its attempts,
 * back to the message.
 */
const EVENTS_LOOKED_AT = 300;

const DAY_MS = 86_400_000;

/** The definition as an object; the caller turns it into text. */
export function alertDefinition(props: AlertDefinitionProps): object {
  const flow = new AlertFlow(props, 'AlertFailed');
  begin(flow, props);
  settle(flow, props);
  note(flow, props);
  send(flow, props);
  confirm(flow, props);
  return flow.definition(TIMEOUT_SECONDS);
}

class AlertFlow extends Flow {
  /** Runs a statement. Only `statements.VARIABLES` are variables, because values that a user typed may contain braces. */
  public ask(name: string, statement: string, assign = {}): void {
    this.query(name, statement, assign, { known: statements.VARIABLES });
  }
}

/**
 * Sets the times and names of this execution, and ends it if an earlier execution is running: two at a time could both
 * note the same row.
 */
function begin(flow: AlertFlow, { retentionDays, table, location }: AlertDefinitionProps): void {
  flow.pass('Begin', {
    started: expression('$toMillis($states.context.Execution.StartTime)'),
    own: expression('$states.context.Execution.Id'),
    attempt: 0,
  });
  flow.pass('Set times', {
    now: timeOf('$started'),
    oldest: timeOf(`$started - ${retentionDays ?? 0} * ${DAY_MS}`),
    partition: expression("$split($own, ':')[1]"),
    region: expression("$split($own, ':')[3]"),
    account: expression("$split($own, ':')[4]"),
  });
  flow.wait('Wait until others are listed', LISTED_AFTER_SECONDS);
  const isEarlier = '($toMillis(StartDate) < $started or $toMillis(StartDate) = $started and ExecutionArn < $own)';
  flow.call(
    'Find other executions',
    'aws-sdk:sfn:listExecutions',
    { StateMachineArn: expression('$states.context.StateMachine.Id'), StatusFilter: 'RUNNING' },
    { earlier: expression(`$count($states.result.Executions[ExecutionArn != $own and ${isEarlier}])`) },
  );
  flow.end('Another one runs', { outcome: 'Nothing done: an earlier execution is still running.' });
  flow.choice('Is it alone?', '$earlier > 0', 'Another one runs', 'Create table');
  flow.ask('Create table', statements.createReported(table, location));
}

/** Settles the batches that earlier executions noted but did not confirm, one after the other. */
function settle(flow: AlertFlow, { table }: AlertDefinitionProps): void {
  flow.ask('Find unconfirmed rows', statements.findUnconfirmed(table));
  flow.read('Read unconfirmed rows', { batch: cell(1, 0), newRows: cell(1, 1) });
  flow.choice('Are rows unconfirmed?', "$batch != ''", 'Read its history', 'Add new rows');
  const succeeded = (service: string) =>
    `$states.result.Events[Type = 'TaskSucceeded' and TaskSucceededEventDetails.ResourceType = '${service}'].Id`;
  flow.call(
    'Read its history',
    'aws-sdk:sfn:getExecutionHistory',
    {
      ExecutionArn: expression('$batch'),
      ReverseOrder: true,
      MaxResults: EVENTS_LOOKED_AT,
      IncludeExecutionData: false,
    },
    {
      isSent: expression(`$exists(${succeeded('sns')})`),
      isEventSent: expression(
        `($sent := ${succeeded('sns')}; $events := ${succeeded('events')}; $exists($sent) and $exists($events) ? $max($events) > $max($sent) : false)`,
      ),
    },
    // Step Functions keeps a history for 90 days, and only as long as the state machine. Without it, rows are reported
    // again, rather than never.
    { error: 'Sfn.ExecutionDoesNotExistException', next: 'Remove duplicates' },
  );
  flow.choice('Did it send the message?', '$isSent', 'Query rows', 'Remove duplicates');
  flow.ask('Remove duplicates', statements.removeDuplicates(table));
  flow.ask('Adopt rows', statements.adopt(table));
  flow.goTo('Find unconfirmed rows');
}

/** Notes the new rows. The first execution notes all rows of the question, and reports them in one message. */
function note(flow: AlertFlow, { table, asked }: AlertDefinitionProps): void {
  flow.ask('Add new rows', statements.addNewRows(table, asked));
  flow.ask('Count rows', statements.countOwn(table));
  flow.read('Read count', {
    newRows: cell(1, 0),
    batch: expression('$own'),
    isSent: false,
    isEventSent: false,
  });
  flow.end('Nothing new', { outcome: 'Nothing to report: all rows of the question were reported before.' });
  flow.choice('Is anything new?', "$newRows != '0'", 'Query rows', 'Nothing new');
}

/**
 * Sends the message, and then the event: an event without its message is worse than a message whose event comes late.
 */
function send(flow: AlertFlow, props: AlertDefinitionProps): void {
  const { asked, alert } = props;
  flow.ask('Query rows', statements.queryRows(props.table, asked), {
    file: expression('$states.result.QueryExecution.ResultConfiguration.OutputLocation'),
  });
  const domains = { aws: 'aws.amazon.com', 'aws-cn': 'amazonaws.cn', 'aws-us-gov': 'amazonaws-us-gov.com' };
  flow.pass('Make link', {
    link: expression(
      `($domain := $lookup(${JSON.stringify(domains)}, $partition); 'https://' & $region & '.console.' & ($exists($domain) ? $domain : 'aws.amazon.com') & '/athena/home?region=' & $region & '#/query-editor/history/' & $queryId)`,
    ),
    text: '',
  });
  flow.choice(
    'Is the message sent?',
    '$isSent',
    'Is the event sent?',
    props.includeRows ? 'Read rows' : 'Send message',
  );
  if (props.includeRows) {
    const args = { QueryExecutionId: expression('$queryId'), MaxResults: MOST_ROWS + 1 };
    flow.call('Read rows', 'aws-sdk:athena:getQueryResults', args, { text: expression(ROWS_AS_TEXT) });
  }
  const words = (text: string) => JSON.stringify(text);
  flow.call(
    'Send message',
    'sns:publish',
    {
      TopicArn: props.topicArn,
      Subject: expression(`'Session archive: ' & $newRows & ' new, ' & ${words(asked.title)}`),
      Message: expression(
        `$join([${words(asked.title)} & ': ' & $newRows & ' that were not reported before.', ${words(asked.question)}, 'Archive: account ' & $account & ', Region ' & $region & '\nRows: ' & $link & '\nAs a file: ' & $file], '\n\n') & '\n' & $text`,
      ),
      ...(props.isFifo && {
        MessageGroupId: alert,
        MessageDeduplicationId: expression("$split($batch, ':')[-1]"),
      }),
    },
    { isSent: true },
  );
  flow.choice('Is the event sent?', '$isEventSent', 'Confirm', 'Send event');
  flow.call(
    'Send event',
    'events:putEvents',
    {
      Entries: [
        {
          Source: EVENT_SOURCE,
          DetailType: EVENT_TYPE,
          Detail: {
            alert,
            question: asked.name,
            count: expression('$number($newRows)'),
            account: expression('$account'),
            region: expression('$region'),
            queryExecutionId: expression('$queryId'),
            execution: expression('$batch'),
          },
        },
      ],
    },
    { isEventSent: true },
  );
}

function confirm(flow: AlertFlow, { table, asked, retentionDays }: AlertDefinitionProps): void {
  flow.ask('Confirm', statements.confirm(table));
  const next = retentionDays === undefined ? 'Compact' : 'Remove expired rows';
  flow.choice('Is it its own batch?', '$batch = $own', next, 'Find unconfirmed rows');
  if (retentionDays !== undefined) flow.ask('Remove expired rows', statements.removeExpired(table, asked));
  flow.ask('Compact', sql.compact(table));
  flow.ask('Clear', sql.vacuum(table));
  flow.goTo('Done');
  flow.end('Done', { outcome: expression("$newRows & ' new rows reported.'") });
}

/**
 * Replaces control characters: text that people typed must not look like lines of the message, and SNS rejects these
 * characters.
 */
const ROWS_AS_TEXT = `($rows := $states.result.ResultSet.Rows; $names := $rows[0].Data.VarCharValue;
  $sent := $map($filter($rows, function($row, $i) { $i > 0 }), function($row) {
    $join($filter($map($row.Data, function($cell, $i) {
      $exists($cell.VarCharValue) ? $names[$i] & ': ' & $substring($replace($cell.VarCharValue, /[\\x00-\\x20\\x7f-\\x9f\\u2028\\u2029]+/, ' '), 0, 300) : ''
    }), function($text) { $text != '' }), ', ')
  });
  '\n' & $join($sent, '\n\n') & ($number($newRows) > ${MOST_ROWS} ? '\n\nand ' & ($number($newRows) - ${MOST_ROWS}) & ' more' : ''))`;

const timeOf = (ms: string) => expression(`$fromMillis(${ms}, '[Y0001]-[M01]-[D01] [H01]:[m01]:[s01].[f001]')`);
