// An event in, an answer out.
import type { Context } from 'aws-lambda';
import { ConfigurationError, describeError, RunFailed } from './errors';
import { parseEvent } from './event';
import type { Log } from './report/log';
import type { SnapshotAnswer } from './snapshot';
import { takeSnapshots, type Reporter } from './snapshots';
import type { SsmClient } from './scan/ssm';
import { openSsm } from './scan/ssm-source';
import { formatSnapshotId } from './time';
import { startTimeLimit } from './time-limit';

export interface Dependencies extends Omit<Reporter, 'openSource'> {
  readonly describeSessions: (region: string) => SsmClient;
  readonly logger: Log & { addContext(context: Context): void };
}

export interface Answer {
  readonly snapshots: readonly SnapshotAnswer[];
}

/** Lambda's handler. It rejects if any Region failed; the snapshots of the others are complete all the same. */
export function createHandler(dependencies: Dependencies): (event: unknown, context: Context) => Promise<Answer> {
  const openSource = openSsm(dependencies.describeSessions);

  return async (event, context) => {
    dependencies.logger.addContext(context);
    const { snapshotMs, full } = parseEvent(event, dependencies.clock());
    const snapshot = { id: formatSnapshotId(snapshotMs), ms: snapshotMs };
    const { signal, cancel } = startTimeLimit(context.getRemainingTimeInMillis());
    const assignment = { ...parseArn(context.invokedFunctionArn), snapshot, full, timeLimit: signal };
    const outcomes = await takeSnapshots({ ...dependencies, openSource }, assignment).finally(cancel);

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

/** The account is the one that the function runs in, and nobody has to configure it. */
function parseArn(functionArn: string): { accountId: string; functionName: string } {
  const [accountId = '', , functionName = ''] = functionArn.split(':').slice(4);
  if (/^\d{12}$/.test(accountId)) return { accountId, functionName };
  throw new ConfigurationError(`The invoked function's ARN '${functionArn}' names no account.`);
}
