// The alarms that report that a curation failed, or that none has succeeded for too long.
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { createExecutionAlarms, PERIODS } from '../common/execution-alarms';
import type { CurationAlarms } from './curation-alarms';

interface Watched {
  readonly stateMachine: sfn.StateMachine;
  /** Hours between two executions. */
  readonly hours: number;
  readonly topic?: sns.ITopic;
}

export function createCurationAlarms(scope: Construct, watched: Watched): CurationAlarms {
  const { failed, missing } = createExecutionAlarms(scope, {
    ...watched,
    called: 'curations',
    failed: {
      kind: 'CurationFailed',
      description:
        'A curation failed. Answers stay correct, but get slower every day until a curation succeeds: the views read the records from the day of the last success on.',
    },
    missing: {
      kind: 'CurationMissing',
      description: `No curation has succeeded for ${PERIODS * watched.hours} hours. Answers stay correct, but get slower every day until one succeeds.`,
    },
  });
  return { curationFailed: failed, curationMissing: missing, all: [failed, missing] };
}
