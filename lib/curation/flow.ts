// Builds a state machine in Amazon States Language with JSONata, from top to bottom.

export type State = Readonly<Record<string, unknown>>;

/** Where the queries of a state machine run. All values may be tokens. */
export interface Place {
  readonly partition: string;
  readonly databaseName: string;
  readonly workGroupName: string;
}

/**
 * Attempts at a statement: more than any ever needed. Athena ends a statement after 30 minutes, unless the quota is
 * raised.
 */
const ATTEMPTS = 6;

/** Words in the messages of failures that pass, or that ask to run the statement again. */
const PASSES =
  'ICEBERG_COMMIT_ERROR|ICEBERG_(?:VACUUM|OPTIMIZE)_MORE_RUNS_NEEDED|reduce your request rate|Rate exceeded|SlowDown|exhausted resources|INTERNAL_ERROR|NO_NODES_AVAILABLE|Service Unavailable';

export const expression = (jsonata: string): string => `{% ${jsonata} %}`;

/** A text literal in an expression. JSONata accepts JSON's string literals. */
const literal = (text: string): string => JSON.stringify(text);

/** Expression for a cell of a query result; '' for null. */
export function cell(row: number, column: number): string {
  const value = `$states.result.ResultSet.Rows[${row}].Data[${column}].VarCharValue`;
  return expression(`$exists(${value}) ? ${value} : ''`);
}

export interface QueryOptions {
  /** The workgroup in which it runs. @default - the workgroup of the other queries */
  readonly workGroupName?: string;
  /**
   * The names of the variables, if the statement contains text that a user typed. @default - every name in braces is a
   * variable
   */
  readonly known?: readonly string[];
}

/** States in the order in which they were added. Each state leads to the next one, unless it names another. */
export class Flow {
  private readonly states = new Map<string, State>();
  private waiting: ((next: string) => void) | null = null;

  /** @param error name of the error with which an execution fails if a query fails finally */
  constructor(
    private readonly place: Place,
    private readonly error = 'CurationFailed',
  ) {}

  pass(name: string, assign: State): void {
    this.add(name, { Type: 'Pass', Assign: assign }, true);
  }

  wait(name: string, seconds: number): void {
    this.add(name, { Type: 'Wait', Seconds: seconds }, true);
  }

  /** Lets the latest state lead to the state `name`, instead of the one that is added next. */
  goTo(name: string): void {
    this.waiting?.(name);
    this.waiting = null;
  }

  end(name: string, output: State): void {
    this.states.set(name, { Type: 'Succeed', Output: output });
  }

  fail(name: string, error: string, cause: string): void {
    this.states.set(name, { Type: 'Fail', Error: error, Cause: expression(cause) });
  }

  choice(name: string, condition: string, then: string, otherwise: string): void {
    const choices = [{ Condition: expression(condition), Next: then }];
    this.add(name, { Type: 'Choice', Choices: choices, Default: otherwise }, false);
  }

  /** @param otherwise an error, and the state that follows it */
  call(
    name: string,
    service: string,
    args: State | string,
    assign: State,
    otherwise?: { readonly error: string; readonly next: string },
  ): void {
    const retry = { IntervalSeconds: 5, MaxAttempts: ATTEMPTS, BackoffRate: 2, JitterStrategy: 'FULL' };
    const state = {
      Type: 'Task',
      Resource: this.resource(service),
      Arguments: args,
      Assign: assign,
      Retry: [{ ErrorEquals: ['States.TaskFailed'], ...retry }],
      ...(otherwise && { Catch: [{ ErrorEquals: [otherwise.error], Next: otherwise.next }] }),
    };
    this.add(name, state, true);
  }

  /**
   * Reads the first row of the latest query's result. In the result, it comes after a row with the names of the
   * columns.
   */
  read(name: string, assign: State): void {
    const args = { QueryExecutionId: expression('$queryId'), MaxResults: 2 };
    this.call(name, 'aws-sdk:athena:getQueryResults', args, assign);
  }

  /**
   * Runs a statement and waits for its end. If the message of a failure says that the failure passes, it runs the
   * statement again, with longer and longer pauses. `Retry` cannot do this: it only knows names of errors, and Athena
   * has one name for all failures.
   *
   * @param statement SQL, in which `{name}` stands for the variable of that name
   */
  query(name: string, statement: string, assign: State = {}, options: QueryOptions = {}): void {
    const { workGroupName = this.place.workGroupName, known } = options;
    const variables = new Set([...statement.matchAll(/\{([a-z]\w*)\}/gi)].map(([, variable = '']) => variable));
    const filled = [...variables]
      .filter((variable) => known?.includes(variable) ?? true)
      .reduce((text, variable) => `$replace(${text}, '{${variable}}', $${variable})`, literal(statement));
    const [again, pause, failed] = [`${name}: again?`, `${name}: wait`, `${name}: failed`];
    const state = {
      Type: 'Task',
      Resource: this.resource('athena:startQueryExecution.sync'),
      Arguments: {
        QueryString: expression(filled),
        QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: this.place.databaseName },
        WorkGroup: workGroupName,
      },
      Assign: { queryId: expression('$states.result.QueryExecution.QueryExecutionId'), attempt: 0, ...assign },
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Assign: { failure: expression("$states.errorOutput.Error & ' ' & $string($states.errorOutput.Cause)") },
          Next: again,
        },
      ],
    };
    this.add(name, state, true);
    this.states.set(again, {
      Type: 'Choice',
      Choices: [{ Condition: expression(`$attempt < ${ATTEMPTS} and $contains($failure, /${PASSES}/i)`), Next: pause }],
      Default: failed,
    });
    this.states.set(pause, {
      Type: 'Wait',
      Seconds: expression('10 * $power(2, $attempt)'),
      Assign: { attempt: expression('$attempt + 1') },
      Next: name,
    });
    // Only codes and ids from the engine's message, because the rest may quote a record.
    const codes = "$join($match($failure, /[A-Z]+_[A-Z_]+|Athena\\.\\w+|[0-9a-f]{8}-[0-9a-f-]{27}/).match, ' ')";
    this.fail(failed, this.error, `${literal(`${name} failed: `)} & ${codes}`);
  }

  definition(timeoutSeconds: number): object {
    const [first] = this.states.keys();
    return {
      QueryLanguage: 'JSONata',
      StartAt: first,
      TimeoutSeconds: timeoutSeconds,
      States: Object.fromEntries(this.states),
    };
  }

  private resource(service: string): string {
    return `arn:${this.place.partition}:states:::${service}`;
  }

  /** @param goesOn whether the state leads to the state that is added next */
  private add(name: string, state: State, goesOn: boolean): void {
    this.goTo(name);
    this.states.set(name, state);
    if (goesOn) {
      this.waiting = (next) => {
        this.states.set(name, { ...state, Next: next });
      };
    }
  }
}
