import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT } from '../../lib/contract';
import { startSandbox, type Sandbox } from './lambda-sandbox';

const BUNDLE = join(__dirname, '..', '..', 'assets', 'reporter', 'index.mjs');

/** Options of `startReporter`. */
export interface ReporterOptions {
  /** The function's whole environment except PATH. `reporterEnvironment` makes one. */
  readonly env: Readonly<Record<string, string>>;
  /** @default '123456789012' */
  readonly accountId?: string;
  /** The module that exports `handler`. @default - assets/reporter/index.mjs, which `npm run build` writes */
  readonly bundle?: string;
}

/** Options of one invocation. */
interface InvokeOptions {
  /** Sets the function's running clock, epoch milliseconds. @default - the clock continues, at first in real time */
  readonly now?: number;
  /** @default - arn:aws:lambda:<AWS_REGION>:<accountId>:function:reporter */
  readonly functionArn?: string;
  /** Milliseconds after which the process is killed, as Lambda does. @default 900000, Lambda's maximum */
  readonly remainingTimeMs?: number;
}

/** The function as deployed: one warm process at a time, and a cold start if no process is warm. */
export interface LocalReporter {
  /**
   * Runs the handler and returns its answer. Rejects with an Error that has the name, message and stack of the error
   * that the function threw, also while loading. The name is `Runtime.ExitError` when the process ended and
   * `Sandbox.Timedout` when the time was over. Runs one invocation at a time: for a second function, call
   * `startReporter` again.
   */
  readonly invoke: (event: unknown, options?: InvokeOptions) => Promise<unknown>;
  /** Every line that the function wrote, stdout and stderr. Complete after an invocation, unless it was killed. */
  readonly log: readonly string[];
  /** The id of the warm process, for measurements; undefined before the first invocation and after `kill`. */
  readonly pid: number | undefined;
  /** Kills the process, like a crash. The next invocation starts a new process. */
  readonly kill: () => void;
  /** Kills the process and waits until it has ended. */
  readonly stop: () => Promise<void>;
}

/** Makes an environment with the addresses of both stand-ins and without the machine's own AWS configuration. */
export function reporterEnvironment(options: {
  readonly ssm: { readonly url: string };
  readonly s3: { readonly url: string };
  readonly bucket: string;
  /** The first Region is the function's own. */
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

/** Runs the built reporter as Lambda does. No process starts before the first invocation. */
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
