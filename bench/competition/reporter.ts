// Invokes the built reporter, each time in a new process.
import { basename, join } from 'node:path';
import { ENVIRONMENT } from '../../lib/contract';
import { reporterEnvironment } from '../../local/function/reporter';
import { measure, type Measurement } from '../measure';
import type { Services } from './services';
import { NOW, REGION } from './setting';

const BUNDLE = join(__dirname, '..', '..', 'assets', 'reporter', 'index.mjs');

interface Invocation {
  /** Readers of a full scan. @default - the reporter's own */
  readonly workers?: number;
  /** @default 900000, Lambda's longest */
  readonly timeLimitMs?: number;
  /** The scheduled time, epoch milliseconds. @default - the time of the trial */
  readonly scheduledMs?: number;
}

/** @param folder the folder of the archive's bucket */
export function invokeReporter(
  services: Services,
  folder: string,
  { workers, timeLimitMs = 900_000, scheduledMs = NOW }: Invocation,
): Promise<Measurement> {
  const event = JSON.stringify({ scheduledTime: new Date(scheduledMs).toISOString() });
  return measure(
    [process.execPath, require.resolve('./contestants/reporter.mjs'), BUNDLE, event, String(timeLimitMs)],
    {
      ...clientEnvironment(services),
      [ENVIRONMENT.archiveBucket]: basename(folder),
      ...(workers !== undefined && { [ENVIRONMENT.maxConcurrency]: String(workers) }),
    },
  );
}

/** The environment that points every client to the services. */
export function clientEnvironment({ ssmUrl, s3Url }: Services): Record<string, string> {
  const local = reporterEnvironment({ ssm: { url: ssmUrl }, s3: { url: s3Url }, bucket: 'unused', regions: [REGION] });
  return {
    ...local,
    AWS_DEFAULT_REGION: REGION,
    // Turns off the SDK's warning about the Node.js version that later releases need.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
