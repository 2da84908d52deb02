// Lambda's handler: from an event to an answer, or to an error that names the Regions that failed.
import type { Context } from 'aws-lambda';
import { ConfigurationError, describeError, RunFailed } from './errors';
import { parseEvent } from './event';
import type { Log } from './report/log';
import type { SnapshotAnswer } from './snapshot';
import { takeSnapshots, type Reporter } from './snapshots';
import type { SsmClient } from './ssm/describe-sessions';
import { openSsm } from './ssm/ssm-source';
import { formatSnapshotId } from './time';
import { startTimeLimit } from './time-limit';

export interface Dependencies extends Reporter {
  readonly logger: Log & { addContext(context: Context): void };
  /** The account whose sessions the source shows. Default: the account of the function, taken from its ARN. */
  readonly accountId?: string;
}

export interface SsmDependencies extends Omit<Dependencies, 'openSource' | 'accountId'> {
  /** Creates the client of a Region. */
  readonly connect: (region: string) => SsmClient;
}

export interface Answer {
  readonly snapshots: readonly SnapshotAnswer[];
}

type Handler = (event: unknown, context: Context) => Promise<Answer>;

/** Lambda's handler over SSM. */
export function createHandler({ connect, ...dependencies }: SsmDependencies): Handler {
  return handlerOf({ ...dependencies, openSource: openSsm(connect) });
}

/** Lambda's handler. It rejects if any Region failed; the snapshots of the others are complete all the same. */
export function handlerOf(dependencies: Dependencies): Handler {
  return async (event, context) => {
    dependencies.logger.addContext(context);
    const { snapshotMs, full } = parseEvent(event, dependencies.clock());
    const snapshot = { id: formatSnapshotId(snapshotMs), ms: snapshotMs };
    const { signal, cancel } = startTimeLimit(context.getRemainingTimeInMillis());
    const own = parseArn(context.invokedFunctionArn);
    const accountId = dependencies.accountId ?? own.accountId;
    const assignment = { ...own, accountId, snapshot, full, timeLimit: signal };
    const outcomes = await takeSnapshots(dependencies, assignment).finally(cancel);

    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [`${outcome.region} (${describeError(outcome.reason)})`] : [],
    );
    if (failures.length > 0) {
      throw new RunFailed(
        `Snapshot ${snapshot.id} failed in ${failures.length} of ${outcomes.length} Regions: ${failures.join('; ')}`,
      );
    }
    return { snapshots: outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])) };
  };
}

function parseArn(functionArn: string): { accountId: string; functionName: string } {
  const [accountId = '', , functionName = ''] = functionArn.split(':').slice(4);
  if (/^\d{12}$/.test(accountId)) return { accountId, functionName };
  throw new ConfigurationError(`The invoked function's ARN '${functionArn}' names no account.`);
}
