// The services that an alert calls, in memory: Athena with the table of reported rows, a topic, a bus, and Step Functions'
// histories.
import { execute, TaskFailed, type Definition, type Execution, type Outcome } from '../../curation/state-machine';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:execution:Alert';
const START = Date.UTC(2026, 2, 4, 3);

class Killed extends Error {}

interface Noted {
  readonly row: string;
  batch: string;
  isSent: boolean;
}

interface HistoryEvent {
  readonly Id: number;
  readonly Type: string;
  readonly TaskSucceededEventDetails?: { readonly ResourceType: string };
}

type Args = Readonly<Record<string, unknown>>;

interface EventDetail {
  readonly count: number;
  readonly execution: string;
  readonly [name: string]: unknown;
}

interface Put {
  readonly Entries: readonly { readonly Source: string; readonly DetailType: string; readonly Detail: EventDetail }[];
}

interface How {
  /** Kills the execution when it enters its state of this number. */
  readonly killAt?: number;
  /** Milliseconds to add to its start time. */
  readonly at?: number;
  /** Returns the error of an attempt at a statement or call. */
  readonly refuse?: (resource: string, statement: string) => TaskFailed | undefined;
  readonly onWait?: Execution['onWait'];
}

export class AlertWorld {
  /** The rows that the question returns. */
  rows: string[] = [];
  table: Noted[] = [];
  readonly messages: Args[] = [];
  readonly events: Put['Entries'][number][] = [];
  readonly statements: string[] = [];
  readonly histories = new Map<string, HistoryEvent[]>();
  /** The rows of each message. */
  readonly sent: string[][] = [];
  private readonly results = new Map<string, readonly (readonly string[])[]>();
  private readonly running: { ExecutionArn: string; StartDate: string }[] = [];
  private executions = 0;

  constructor(private readonly definition: Definition) {}

  /**
   * Returns the entered states. The outcome is missing if the execution was killed, and FAILED if a call failed after
   * all attempts.
   */
  async run(how: How = {}): Promise<{ path: string[]; outcome?: Outcome }> {
    const arn = `${MACHINE}:run-${(this.executions += 1)}`;
    const startMs = START + this.executions * 3_600_000 + (how.at ?? 0);
    const listed = { ExecutionArn: arn, StartDate: new Date(startMs).toISOString() };
    this.running.push(listed);
    this.histories.set(arn, []);
    const path: string[] = [];
    try {
      const outcome = await execute(this.definition, {
        arn,
        startMs,
        service: (resource, args) => Promise.resolve(this.serve(arn, resource, args, how)),
        onWait: how.onWait,
        onState: (state) => {
          if (path.length === how.killAt) throw new Killed();
          path.push(state);
        },
      });
      return { path, outcome };
    } catch (error) {
      if (error instanceof Killed) return { path };
      if (error instanceof TaskFailed)
        return { path, outcome: { status: 'FAILED', error: error.code, cause: error.reason, path } };
      throw error;
    } finally {
      this.running.splice(this.running.indexOf(listed), 1);
    }
  }

  private serve(arn: string, resource: string, args: Args, { refuse }: How): unknown {
    const refusal = refuse?.(resource, (args.QueryString as string | undefined) ?? '');
    if (refusal) throw refusal;
    const result = this.answer(resource, args);
    const [service = ''] = resource.split(':');
    const history = this.histories.get(arn);
    history?.push({
      Id: history.length + 1,
      Type: 'TaskSucceeded',
      TaskSucceededEventDetails: { ResourceType: service },
    });
    return result;
  }

  private answer(resource: string, args: Args): unknown {
    switch (resource) {
      case 'aws-sdk:sfn:listExecutions':
        return { Executions: [...this.running] };
      case 'aws-sdk:sfn:getExecutionHistory': {
        const history = this.histories.get(args.ExecutionArn as string);
        if (!history) throw new TaskFailed('Sfn.ExecutionDoesNotExistException', 'none');
        return { Events: [...history].reverse().slice(0, args.MaxResults as number) };
      }
      case 'athena:startQueryExecution.sync': {
        const id = String(this.statements.push(args.QueryString as string));
        this.results.set(id, this.ask(args.QueryString as string));
        const ResultConfiguration = { OutputLocation: `s3://results/${id}.csv` };
        return { QueryExecution: { QueryExecutionId: id, ResultConfiguration } };
      }
      case 'aws-sdk:athena:getQueryResults': {
        const all = [['target', 'person'], ...(this.results.get(args.QueryExecutionId as string) ?? [])];
        const page = all.slice(0, args.MaxResults as number);
        return {
          ResultSet: {
            Rows: page.map((row) => ({ Data: row.map((value) => (value ? { VarCharValue: value } : {})) })),
          },
        };
      }
      case 'sns:publish':
        this.messages.push(args);
        this.sent.push(this.shown);
        return { MessageId: 'one' };
      case 'events:putEvents':
        this.events.push(...(args as unknown as Put).Entries);
        return { FailedEntryCount: 0 };
      default:
        throw new Error(`The alert calls ${resource}, which is not played here`);
    }
  }

  private shown: string[] = [];

  /** Imitates the statements' effects. test/curation/check-alerts.ts runs the same statements on Trino. */
  private ask(statement: string): readonly (readonly string[])[] {
    const first = (pattern: RegExp) => pattern.exec(statement)?.[1] ?? '';
    const batch = first(/WHERE batch = '([^']*)'/);
    const waiting = this.table.filter(({ isSent }) => !isSent);
    if (statement.startsWith('MERGE')) {
      const own = first(/VALUES \(s\.row_hash, '([^']*)'/);
      const known = new Set(this.table.map(({ row }) => row));
      this.table.push(...this.rows.filter((row) => !known.has(row)).map((row) => ({ row, batch: own, isSent: false })));
    } else if (statement.startsWith('SELECT batch')) {
      const others = waiting.filter((each) => each.batch !== first(/batch <> '([^']*)'/));
      const batches = [...new Set(others.map((each) => each.batch))].sort();
      return batches
        .slice(0, 1)
        .map((each) => [each, String(new Set(others.filter((o) => o.batch === each).map(({ row }) => row)).size)]);
    } else if (statement.startsWith('SELECT count'))
      return [[String(new Set(waiting.filter((each) => each.batch === batch).map(({ row }) => row)).size)]];
    else if (/^DELETE FROM \w+\nWHERE batch/.test(statement)) {
      const sent = new Set(this.table.filter(({ isSent }) => isSent).map(({ row }) => row));
      this.table = this.table.filter((each) => each.batch !== batch || each.isSent || !sent.has(each.row));
    } else if (statement.includes('SET batch'))
      for (const each of waiting.filter((one) => one.batch === batch)) each.batch = first(/SET batch = '([^']*)'/);
    else if (statement.includes('SET reported_time'))
      for (const each of waiting.filter((one) => one.batch === batch)) each.isSent = true;
    else if (statement.startsWith('SELECT * FROM')) {
      this.shown = [...new Set(waiting.filter((each) => each.batch === batch).map(({ row }) => row))];
      return this.shown.filter((row) => this.rows.includes(row)).map((row) => [row, '']);
    } else if (!/^(?:CREATE TABLE|OPTIMIZE|VACUUM|DELETE FROM \w+\nWHERE reported_time <)/.test(statement))
      throw new Error(`Nothing is known of ${statement}`);
    return [];
  }
}
