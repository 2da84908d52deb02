import { strict as assert } from 'node:assert';
import type { Loopback } from '../../../local/loopback';
import type { SessionState } from '../../../local/world/sessions';
import { awsCli, boto3 } from './aws-commands';
import type { Progress } from '../../trino/progress';
import { compareSessions, questions, type ArchivedSession, type Question } from './expected-sessions';
import { REGIONS } from '../scenario';
import type { Clients } from '../tools';

/** Sessions of one part of a listing, and the token of the next part. */
interface Part {
  readonly sessions: readonly object[];
  readonly token: string | undefined;
}

/** boto3 and the AWS CLI list one state: with every filter, page by page, and in parts connected by tokens. */
export async function checkSessions(
  progress: Progress,
  clients: Clients,
  ssm: Loopback,
  records: readonly ArchivedSession[],
  state: SessionState,
): Promise<void> {
  const [here, elsewhere] = REGIONS.map((region) => questions(records, region, state)) as [Question[], Question[]];
  const [everything, ...filtered] = here as [Question, ...Question[]];
  const pageSize = Math.ceil(everything.expected.length / 12);
  // A part ends in the middle of a page.
  const maxItems = Math.ceil(3.5 * pageSize);

  await progress.check(`boto3 pages through the ${state} sessions, with every filter`, async () => {
    const calls = here.map(({ params }) => ({ params, pagination: { PageSize: pageSize } }));
    const answers = await boto3(clients, ssm, calls);
    for (const [index, { expected }] of here.entries()) compareSessions(answers[index]?.sessions ?? [], expected);
    return `${everything.expected.length} sessions, ${filtered.length} filters`;
  });
  await progress.check(`boto3 continues the ${state} sessions from a token`, () =>
    compareParts(everything, maxItems, async (token) => {
      const pagination = { PageSize: pageSize, MaxItems: maxItems, StartingToken: token };
      const [answer] = await boto3(clients, ssm, [{ params: everything.params, pagination }]);
      return { sessions: answer?.sessions ?? [], token: answer?.token ?? undefined };
    }),
  );

  const list = async ({ region, params }: Question, ...options: string[]): Promise<Part> => {
    const command = ['ssm', 'describe-sessions', '--region', region, '--cli-input-json', JSON.stringify(params)];
    const output = await awsCli(clients, { ssm }, [...command, '--page-size', `${pageSize}`, ...options]);
    const { Sessions, NextToken } = JSON.parse(output) as { Sessions: object[]; NextToken?: string };
    return { sessions: Sessions, token: NextToken };
  };
  await progress.check(`aws ssm describe-sessions lists the ${state} sessions, with every filter`, async () => {
    await Promise.all(
      here.map(async (question) => {
        compareSessions((await list(question)).sessions, question.expected);
      }),
    );
    return `${everything.expected.length} sessions, ${filtered.length} filters`;
  });
  await progress.check(`aws ssm describe-sessions continues the ${state} sessions from a token`, () =>
    compareParts(everything, maxItems, (token) => {
      const from = token === undefined ? [] : ['--starting-token', token];
      return list(everything, '--max-items', `${maxItems}`, ...from);
    }),
  );
  await progress.check(`aws ssm describe-sessions lists the ${state} sessions of another Region`, async () => {
    const [question] = elsewhere as [Question];
    compareSessions((await list(question)).sessions, question.expected);
    return `${question.expected.length} sessions in ${question.region}`;
  });
}

async function compareParts(
  { expected }: Question,
  maxItems: number,
  next: (token: string | undefined) => Promise<Part>,
): Promise<string> {
  const parts = [await next(undefined)];
  for (let token = parts[0]?.token; token !== undefined; token = parts.at(-1)?.token) {
    assert.ok(parts.length < expected.length, 'The listing does not end.');
    parts.push(await next(token));
  }
  const sessions = parts.flatMap((part) => part.sessions);
  compareSessions(sessions, expected);
  assert.equal(parts.length, Math.ceil(expected.length / maxItems));
  return `${sessions.length} sessions in ${parts.length} parts`;
}
