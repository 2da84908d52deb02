// Runs the reporter's bundle like Lambda's runtime, in a separate process that lambda-sandbox.ts starts. Plain Node, so
// that no development tool runs in the process that tests measure and kill.
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

/** How many milliseconds the function's clock is ahead of the machine's clock. */
let ahead = 0;
const RealDate = Date;
const now = () => RealDate.now() + ahead;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, values, newTarget) => Reflect.construct(target, values.length > 0 ? values : [now()], newTarget),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

const describeError = (error) => ({ name: error?.name, message: error?.message ?? String(error), stack: error?.stack });

// Imports the bundle once, like Lambda's cold start. Every invocation reports a failure of the import.
const loading = import(pathToFileURL(process.argv[2]).href);
loading.catch(() => undefined).finally(() => process.send('loaded'));

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
  // Marks the end of the invocation in both streams: the parent reads the whole output before it takes the answer.
  process.stdout.write(`END RequestId: ${requestId}\n`);
  process.stderr.write(`END RequestId: ${requestId}\n`);
  process.send(reply);
});
// The parent has ended.
process.on('disconnect', () => process.exit());
