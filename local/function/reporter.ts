import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT } from '../../lib/contract';
import { startSandbox, type Sandbox } from './lambda-sandbox';

const BUNDLE = join(__dirname, '..', '..', 'assets', 'reporter', 'index.mjs');

/** Options of `startReporter`. */
export interface ReporterOptions {
  /** The function's whole environment, but for PATH. `reporterEnvironment` makes one. */
  readonly env: Readonly<Record<string, string>>;
  /** @default '123456789012' */
  readonly accountId?: string;
  /** The module that exports `handler`. @default - assets/reporter/index.mjs, as `npm run build` leaves it */
  readonly bundle?: string;
}

/** Options of one invocation. */
interface InvokeOptions {
  /** Sets the function's clock, epoch milliseconds; it ticks on from there. @default - it goes on as it was, at first in real time */
  readonly now?: number;
  /** @default - arn:aws:lambda:<AWS_REGION>:<accountId>:function:reporter */
  readonly functionArn?: string;
  /** After this time the process is killed, as Lambda does. @default 900000, Lambda's longest */
  readonly remainingTimeMs?: number;
}

/** The deployed function: one warm process at a time, and a cold start when there is none. */
export interface LocalReporter {
  /**
   * Runs the handler and gives its answer. Rejects with an Error that has the name, message and stack of what the function
   * threw (while loading, too); `Runtime.ExitError` when its process ended, `Sandbox.Timedout` when it took too long. One
   * invocation at a time: another function is another `startReporter`.
   */
  readonly invoke: (event: unknown, options?: InvokeOptions) => Promise<unknown>;
  /** Every line that the function wrote, stdout and stderr. Complete whenever an invocation is over, unless it was killed. */
  readonly log: readonly string[];
  /** The warm process, for measuring it; undefined before the first invocation and after `kill`. */
  readonly pid: number | undefined;
  /** Ends the process at once, as a crash would. The next invocation starts a new one. */
  readonly kill: () => void;
  /** Ends the process and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

/** An environment in which the reporter finds both stand-ins and nothing of the machine's own AWS configuration. */
export function reporterEnvironment(options: {
  readonly ssm: { readonly url: string };
  readonly s3: { readonly url: string };
  readonly bucket: string;
  /** The first is the function's own. */
  readonly regions: readonly [string, ...string[]];
}): Record<string, string> {
  return {
    AWS_REGION: options.regions[0],
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_ENDPOINT_URL_SSM: options.ssm.url,
    AWS_ENDPOINT_URL_S3: options.s3.url,
    [ENVIRONMENT.archiveBucket]: options.bucket,
    [ENVIRONMENT.regions]: options.regions.join(','),
  };
}

/** The built reporter, run as Lambda runs it. Nothing starts before the first invocation. */
export function startReporter({ env, accountId = '123456789012', bundle = BUNDLE }: ReporterOptions): LocalReporter {
  if (!existsSync(bundle)) throw new Error(`${bundle} does not exist: npm run build makes it`);
  const log: string[] = [];
  const lambdaArn = `arn:aws:lambda:${env.AWS_REGION ?? ''}:${accountId}:function:reporter`;
  let sandbox: Sandbox | undefined;
  let isBusy = false;

  return {
    log,
    get pid() {
      return sandbox?.pid;
    },
    async invoke(event, { now, functionArn = lambdaArn, remainingTimeMs = 900_000 } = {}) {
      if (isBusy) throw new Error('This function is busy: a second one is another startReporter');
      isBusy = true;
      const warm = sandbox?.isAlive ? sandbox : startSandbox(bundle, env, log);
      sandbox = warm;
      const invocation = { event, requestId: randomUUID(), functionArn, functionNow: now, remainingTimeMs };
      const outcome = await warm.run(invocation);
      isBusy = false;
      if ('answer' in outcome) return outcome.answer;
      if ('error' in outcome) throw Object.assign(new Error(outcome.error.message), outcome.error);
      if ('timedOut' in outcome) throw named('Sandbox.Timedout', `Task timed out after ${remainingTimeMs} ms`);
      throw named('Runtime.ExitError', `Runtime exited without an answer: ${outcome.exit}`);
    },
    kill() {
      void sandbox?.kill();
      sandbox = undefined;
    },
    async stop() {
      await sandbox?.kill();
      sandbox = undefined;
    },
  };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
