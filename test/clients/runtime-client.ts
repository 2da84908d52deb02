import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { ENVIRONMENT } from '../../lib/contract';
import { reporterEnvironment, startReporter } from '../../local/function/reporter';
import { startS3 } from '../../local/s3/server';
import { compareArchives, readArchive } from './archive-text';
import type { Progress } from '../trino/progress';
import { startRuntimeApi, type Report } from './runtime-api';
import { ACCOUNT_ID, invokeAll, REGIONS, s3Client, startWorldSsm } from './scenario';
import type { Clients } from './tools';

const ASSET = join(dirname(dirname(__dirname)), 'assets', 'reporter');
const FUNCTION_ARN = `arn:aws:lambda:${REGIONS[0]}:${ACCOUNT_ID}:function:reporter`;

/** Runs the bundle under AWS's own runtime client, as Lambda does, and compares it with local/function/reporter.ts. */
export async function checkRuntimeClient(progress: Progress, clients: Clients, folder: string): Promise<void> {
  console.log("\nAWS's runtime client");
  let broken = false;
  const ssm = await startWorldSsm({ fault: () => (broken ? 'error500' : undefined) });
  const s3 = await startS3({ folder, buckets: ['local', 'lambda'] });
  const environment = (bucket: string) => reporterEnvironment({ ssm, s3, bucket, regions: REGIONS });
  const local = startReporter({ env: environment('local'), accountId: ACCOUNT_ID });
  const lambda = await startUnderRuntimeClient(clients, { ...environment('lambda'), AWS_MAX_ATTEMPTS: '1' });
  try {
    await progress.check('returns the same answers as the local host', async () => {
      const expected = await invokeAll(ssm, local);
      const actual = await invokeAll(ssm, { invoke: async (event) => answerOf(await lambda.invoke(event)) });
      assert.deepEqual(actual, expected);
      return `${actual.length} scheduled hours, ${REGIONS.length} Regions`;
    });
    await progress.check('writes the same archive as the local host', async () => {
      const client = s3Client(s3);
      return compareArchives(await readArchive(client, 'lambda'), await readArchive(client, 'local'));
    });
    await progress.check('reports a failed run as an error, and continues', async () => {
      const event = { scheduledTime: new Date(ssm.now + 1000).toISOString() };
      broken = true;
      const failed = await lambda.invoke(event);
      broken = false;
      assert.deepEqual([failed.kind, errorOf(failed).errorType], ['error', 'RunFailed']);
      assert.match(
        errorOf(failed).errorMessage,
        /^Snapshot \S+ failed in 2 of 2 Regions: eu-west-1 .*InternalServerError/s,
      );
      answerOf(await lambda.invoke(event));
      return 'RunFailed, then a success';
    });
    await progress.check('reports an invalid event as an error', async () => {
      const failed = await lambda.invoke({ scheduledTime: 'noon' });
      assert.deepEqual([failed.kind, errorOf(failed).errorType], ['error', 'EventError']);
      assert.match(errorOf(failed).errorMessage, /scheduledTime is "noon"/);
      return 'EventError';
    });
    await progress.check(`reports a missing ${ENVIRONMENT.archiveBucket} as an init error`, async () => {
      const incomplete = new Map(Object.entries(environment('lambda')));
      incomplete.delete(ENVIRONMENT.archiveBucket);
      const other = await startUnderRuntimeClient(clients, Object.fromEntries(incomplete));
      try {
        const failed = await other.firstReport();
        assert.deepEqual([failed.kind, errorOf(failed).errorType], ['init-error', 'ConfigurationError']);
        assert.match(errorOf(failed).errorMessage, /ARCHIVE_BUCKET is ''/);
        return 'ConfigurationError';
      } finally {
        await other.stop();
      }
    });
  } finally {
    await Promise.all([local.stop(), lambda.stop()]);
    await Promise.all([ssm.stop(), s3.stop()]);
  }
}

interface LambdaFunction {
  invoke(event: unknown): Promise<Report>;
  /** The client's report without an event. */
  firstReport(): Promise<Report>;
  stop(): Promise<void>;
}

/** Starts the bundle in a process of the runtime client, with Lambda's environment and the function's own. */
async function startUnderRuntimeClient(
  clients: Clients,
  env: Readonly<Record<string, string>>,
): Promise<LambdaFunction> {
  const api = await startRuntimeApi(FUNCTION_ARN);
  const lambdaEnvironment = {
    AWS_LAMBDA_RUNTIME_API: new URL(api.url).host,
    LAMBDA_TASK_ROOT: ASSET,
    _HANDLER: 'index.handler',
    AWS_LAMBDA_FUNCTION_NAME: 'reporter',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/reporter',
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  };
  const child = spawn(process.execPath, [clients.runtimeClient], {
    env: { PATH: process.env.PATH, ...lambdaEnvironment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const gone = once(child, 'close');
  const crashed = gone.then(() => Promise.reject(new Error(`The runtime client ended:\n${output.slice(-2000)}`)));
  crashed.catch(() => undefined); // `stop` ends it, too: only a call that waits for a report fails
  return {
    invoke: (event) => Promise.race([api.invoke(event), crashed]),
    firstReport: () => Promise.race([api.report(), crashed]),
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
      await api.stop();
    },
  };
}

function answerOf(report: Report): unknown {
  assert.equal(report.kind, 'response', JSON.stringify(report.body));
  return report.body;
}

function errorOf({ body }: Report): { readonly errorType: string; readonly errorMessage: string } {
  return body as { errorType: string; errorMessage: string };
}
