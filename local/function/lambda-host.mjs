// Runs the reporter's bundle as Lambda's runtime would, in a process of its own that reporter.ts starts. Plain Node, so that
// nothing of the development tools lives in the process that is measured and killed.
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

/** How far the function's clock is ahead of the machine's, in milliseconds. */
let ahead = 0;
const RealDate = Date;
const now = () => RealDate.now() + ahead;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, values, newTarget) => Reflect.construct(target, values.length > 0 ? values : [now()], newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

const describeError = (error) => ({ name: error?.name, message: error?.message ?? String(error), stack: error?.stack });

// Imported once: that is Lambda's cold start. A failure is told at every invocation.
const loading = import(pathToFileURL(process.argv[2]).href);
loading.catch(() => undefined);

process.on('message', async ({ event, requestId, functionArn, functionNow, remainingTimeMs }) => {
  if (functionNow !== undefined) ahead = functionNow - RealDate.now();
  const deadline = performance.now() + remainingTimeMs;
  const context = {
    awsRequestId: requestId,
    functionName: functionArn.split(':')[6],
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '1024',
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
  const reply = await loading
    .then(({ handler }) => handler(event, context))
    .then((answer) => ({ answer: answer ?? null }))
    .catch((error) => ({ error: describeError(error) }));
  // What the function wrote must be read before the answer is believed, so both streams say where the invocation ends.
  process.stdout.write(`END RequestId: ${requestId}\n`);
  process.stderr.write(`END RequestId: ${requestId}\n`);
  process.send(reply);
});
// The parent went away.
process.on('disconnect', () => process.exit());
