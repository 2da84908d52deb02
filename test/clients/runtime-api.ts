import { EventEmitter, once } from 'node:events';
import { listen, readBody, type Loopback } from '../../local/loopback';

/** A report of the runtime client about an invocation, or about its start. */
export interface Report {
  readonly kind: 'response' | 'error' | 'init-error';
  /** The handler's answer, or `{errorType, errorMessage}`. */
  readonly body: unknown;
}

/** The Lambda Runtime API on loopback. A runtime client polls it for events and sends its reports to it. */
export interface RuntimeApi extends Loopback {
  /** Gives the event to the client when it polls, and waits for its report. One event at a time. */
  invoke(event: unknown): Promise<Report>;
  /** The next report. Without `invoke`: the report of a client that fails at its start. */
  report(): Promise<Report>;
}

const INVOCATION_LIMIT_MS = 60_000;

/** Serves `/2018-06-01/runtime/`. @param functionArn the function's ARN in the handler's context */
export async function startRuntimeApi(functionArn: string): Promise<RuntimeApi> {
  const signals = new EventEmitter();
  const events: string[] = [];
  let requests = 0;
  const server = await listen(async (message, response) => {
    const body = await readBody(message);
    const path = message.url?.replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      if (events.length === 0) await once(signals, 'event');
      response.setHeader('lambda-runtime-aws-request-id', `request-${++requests}`);
      response.setHeader('lambda-runtime-deadline-ms', Date.now() + INVOCATION_LIMIT_MS);
      response.setHeader('lambda-runtime-invoked-function-arn', functionArn);
      response.setHeader('content-type', 'application/json');
      response.end(events.shift());
      return;
    }
    const kind =
      path === 'init/error' ? 'init-error' : /^invocation\/request-\d+\/(response|error)$/.exec(path ?? '')?.[1];
    if (kind === undefined) throw new Error(`The Runtime API has no ${message.method ?? ''} ${message.url ?? ''}.`);
    response.writeHead(202).end();
    signals.emit('report', { kind, body: JSON.parse(body.toString()) as unknown });
  });

  const report = async (): Promise<Report> => ((await once(signals, 'report')) as [Report])[0];
  return {
    ...server,
    report,
    invoke: (event) => {
      const reported = report();
      events.push(JSON.stringify(event));
      signals.emit('event');
      return reported;
    },
  };
}
