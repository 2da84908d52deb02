import { strict as assert } from 'node:assert';
import type { SsmFault } from '../../../local/ssm/faults';
import { awsCli, boto3 } from './aws-commands';
import type { Progress } from '../../trino/progress';
import { startWorldSsm } from '../scenario';
import type { Clients } from '../tools';

interface Failure {
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Errors that a valid request can meet, by the target that triggers each. */
const FAULTS: Readonly<Record<string, SsmFault>> = { error500: 'error500', throttle: 'throttle' };
const target = (value: string) => ({ State: 'Active', Filters: [{ key: 'Target', value }] });

/** A request for each error of DescribeSessions. */
const FAILURES: readonly Failure[] = [
  { code: 'InternalServerError', params: target('error500') },
  { code: 'ThrottlingException', params: target('throttle') },
  {
    code: 'InvalidFilterKey',
    params: { State: 'Active', Filters: [{ key: 'Reason', value: 'none' }] },
  },
  { code: 'InvalidNextToken', params: { State: 'Active', NextToken: 'none' } },
  { code: 'ValidationException', params: { State: 'Open' } },
  { code: 'ValidationException', params: { State: 'Active', MaxResults: 201 } },
  {
    code: 'ValidationException',
    params: { State: 'Active', Filters: [{ key: 'InvokedAfter', value: 'noon' }] },
  },
];

const NAMES = [...new Set(FAILURES.map(({ code }) => code))].join(', ');

/** boto3 and the AWS CLI report every error by its name. */
export async function checkErrors(progress: Progress, clients: Clients): Promise<void> {
  const ssm = await startWorldSsm({ fault: ({ filters }) => FAULTS[filters[0]?.value ?? ''] });
  try {
    await progress.check('boto3 raises every error as its exception', async () => {
      const answers = await boto3(
        clients,
        ssm,
        FAILURES.map(({ params }) => ({ params })),
      );
      assert.deepEqual(
        answers,
        FAILURES.map(({ code }) => ({ exception: code, code })),
      );
      return NAMES;
    });
    await progress.check('aws ssm describe-sessions names every error', async () => {
      await Promise.all(
        FAILURES.map(async ({ code, params }) => {
          const command = ['ssm', 'describe-sessions', '--cli-input-json', JSON.stringify(params)];
          const expected = `An error occurred (${code}) when calling the DescribeSessions operation`;
          await assert.rejects(awsCli(clients, { ssm }, command), (error: Error) => error.message.includes(expected));
        }),
      );
      return NAMES;
    });
  } finally {
    await ssm.stop();
  }
}
