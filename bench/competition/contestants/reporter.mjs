// One cold start and one invocation of the built reporter: node reporter.mjs BUNDLE EVENT TIME_LIMIT_MS
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const [bundle, event, timeLimitMs] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(bundle).href);
await handler(JSON.parse(event), {
  invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:123456789012:function:reporter`,
  getRemainingTimeInMillis: () => Number(timeLimitMs) - performance.now(),
});
// Open keep-alive connections would keep the process running.
process.exit();
