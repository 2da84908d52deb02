// A small interpreter of Amazon States Language with JSONata. It knows only what the definitions of curation and alerts
// use.
import jsonata from 'jsonata';

type Json = Readonly<Record<string, unknown>>;

interface State {
  readonly Type: 'Pass' | 'Wait' | 'Choice' | 'Task' | 'Succeed' | 'Fail';
  readonly Next?: string;
  readonly Assign?: Json;
  readonly Arguments?: unknown;
  readonly Resource?: string;
  readonly Retry?: readonly { readonly MaxAttempts: number }[];
  readonly Catch?: readonly { readonly Assign?: Json; readonly Next: string }[];
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default?: string;
  readonly Seconds?: unknown;
  readonly Output?: unknown;
  readonly Error?: string;
  readonly Cause?: string;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Answers a Task. `resource` is the part of the ARN after `:::`. The state may catch a TaskFailed that it throws. */
export type Service = (resource: string, args: Json) => Promise<unknown>;

export interface Execution {
  readonly arn: string;
  readonly startMs: number;
  readonly input?: Json;
  readonly service: Service;
  /** Waits in a Wait state. @default - does not wait */
  readonly onWait?: (state: string, seconds: number) => Promise<void>;
  /** Called on entering each state. An error from it ends the execution at once, as if the state machine were gone. */
  readonly onState?: (name: string) => void;
}

export interface Outcome {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** Only if the execution succeeded. */
  readonly output?: unknown;
  /** Only if the execution failed. */
  readonly error?: string;
  readonly cause?: string;
  /** The names of the entered states, in order. */
  readonly path: readonly string[];
}

/** The error of a Task. */
export class TaskFailed extends Error {
  constructor(
    readonly code: string,
    readonly reason: string,
  ) {
    super(`${code}: ${reason}`);
  }
}

export async function execute(definition: Definition, execution: Execution): Promise<Outcome> {
  const { arn, startMs, input = {}, service, onWait, onState } = execution;
  const context = {
    Execution: { Id: arn, Input: input, StartTime: new Date(startMs).toISOString() },
    StateMachine: { Id: arn.slice(0, arn.lastIndexOf(':')).replace(':execution:', ':stateMachine:') },
  };
  let variables: Json = {};
  const path: string[] = [];
  const evaluate = (value: unknown, extra: Json = {}): Promise<unknown> =>
    evaluateDeep(value, { ...variables, states: { input, context, ...extra } });
  const assign = async (changes: Json | undefined, extra: Json): Promise<void> => {
    variables = { ...variables, ...((await evaluate(changes ?? {}, extra)) as Json) };
  };

  for (let name = definition.StartAt; ;) {
    const state = definition.States[name];
    if (!state) throw new Error(`There is no state ${name}`);
    path.push(name);
    onState?.(name);
    switch (state.Type) {
      case 'Succeed':
        return { status: 'SUCCEEDED', output: await evaluate(state.Output), path };
      case 'Fail':
        return { status: 'FAILED', error: state.Error, cause: String(await evaluate(state.Cause)), path };
      case 'Choice':
        name = state.Default ?? '';
        for (const { Condition: condition, Next: next } of state.Choices ?? []) {
          const holds = await evaluate(condition);
          if (typeof holds !== 'boolean')
            throw new Error(`${condition} is ${JSON.stringify(holds)}, which is no boolean`);
          if (holds) name = next;
          if (holds) break;
        }
        continue;
      case 'Task': {
        const caught = await runTask(state, service, evaluate, assign);
        name = caught ?? nextOf(state);
        continue;
      }
      case 'Wait': {
        const seconds = await evaluate(state.Seconds);
        if (typeof seconds !== 'number') throw new Error(`${name} waits for no number of seconds`);
        await onWait?.(name, seconds);
        await assign(state.Assign, {});
        break;
      }
      case 'Pass':
        await assign(state.Assign, {});
    }
    name = nextOf(state);
  }
}

/** Returns the next state if the task failed and the state caught the error. */
async function runTask(
  state: State,
  service: Service,
  evaluate: (value: unknown, extra?: Json) => Promise<unknown>,
  assign: (changes: Json | undefined, extra: Json) => Promise<void>,
): Promise<string | undefined> {
  const resource = (state.Resource ?? '').replace(/^arn:[^:]+:states:::/, '');
  const args = (await evaluate(state.Arguments)) as Json;
  const attempts = 1 + (state.Retry?.[0]?.MaxAttempts ?? 0);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await service(resource, args);
      await assign(state.Assign, { result });
      return undefined;
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      if (attempt < attempts) continue;
      const [handler] = state.Catch ?? [];
      if (!handler) throw error;
      await assign(handler.Assign, { errorOutput: { Error: error.code, Cause: error.reason } });
      return handler.Next;
    }
  }
}

function nextOf({ Next: next }: State): string {
  if (next === undefined) throw new Error('A state has no next one');
  return next;
}

/** Evaluates the expressions in a value. Like Step Functions, refuses an expression without a result. */
async function evaluateDeep(value: unknown, variables: Json): Promise<unknown> {
  if (typeof value === 'string') {
    const text = /^\{%([\s\S]*)%\}$/.exec(value)?.[1];
    if (text === undefined) return value;
    const result = (await jsonata(text).evaluate(null, variables)) as unknown;
    if (result === undefined) throw new Error(`The expression gives nothing: ${text.slice(0, 200)}`);
    return result;
  }
  if (Array.isArray(value)) return Promise.all(value.map((each) => evaluateDeep(each, variables)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([key, each]) => [key, await evaluateDeep(each, variables)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
