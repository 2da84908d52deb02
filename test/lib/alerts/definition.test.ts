// Runs the state machine of a synthesized alert state by state: each row is reported once, at whatever state an
// execution dies.
import { Duration, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertQuestion, SessionArchive, type SessionAlertProps, type SessionArchiveProps } from '../../../lib';
import { TaskFailed, type Definition } from '../../curation/state-machine';
import { trinoParser } from '../../queries/trino-parser';
import { readCatalog } from '../../trino/template';
import { uncheckedApp } from '../synth';
import { AlertWorld } from './alert-world';

const PSEUDO = { 'AWS::AccountId': '111122223333', 'AWS::Region': 'eu-west-1', 'AWS::Partition': 'aws' };
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:Watch';

function definitionsOf(
  alerts: readonly Partial<SessionAlertProps>[],
  archiveProps: SessionArchiveProps = {},
  topicArn = TOPIC,
): Definition[] {
  const app = uncheckedApp();
  const stack = new Stack(app, 'Stack');
  const topic = Topic.fromTopicArn(stack, 'Topic', topicArn);
  const archive = new SessionArchive(stack, 'Archive', archiveProps);
  for (const [i, props] of alerts.entries())
    archive.alertOn(`Root${i}`, { question: AlertQuestion.ROOT_AND_IAM_USERS, topic, ...props });
  const { template } = app.synth().getStackByName('Stack') as { readonly template: unknown };
  return [...readCatalog(template, PSEUDO).alerts];
}

function definitionOf(
  ...[props = {}, archive, topicArn]: [Partial<SessionAlertProps>?, SessionArchiveProps?, string?]
) {
  const [definition] = definitionsOf([props], archive, topicArn);
  if (!definition) throw new Error('There is no alert');
  return definition;
}

const BY_DEFAULT = definitionOf();

const worldWith = (rows: string[], definition = BY_DEFAULT) => {
  const world = new AlertWorld(definition);
  world.rows = rows;
  return world;
};

test('the first execution reports all rows in one message and one event, later executions only new rows', async () => {
  const world = worldWith(['a', 'b', 'c']);
  expect((await world.run()).outcome?.output).toEqual({ outcome: '3 new rows reported.' });
  expect(world.messages).toEqual([
    {
      TopicArn: TOPIC,
      Subject: 'Session archive: 3 new, Root and IAM users',
      Message: [
        'Root and IAM users: 3 that were not reported before.',
        '',
        'Which sessions were opened by root or by an IAM user, rather than through a role?',
        '',
        'Archive: account 111122223333, Region eu-west-1',
        'Rows: https://eu-west-1.console.aws.amazon.com/athena/home?region=eu-west-1#/query-editor/history/5',
        'As a file: s3://results/5.csv',
        '',
      ].join('\n'),
    },
  ]);
  expect(world.events).toEqual([
    {
      Source: 'cdk-ssm-session-archive',
      DetailType: 'Session Archive Alert',
      Detail: {
        alert: 'Root0',
        question: 'root-and-iam-users',
        count: 3,
        account: '111122223333',
        region: 'eu-west-1',
        queryExecutionId: '5',
        execution: 'arn:aws:states:eu-west-1:111122223333:execution:Alert:run-1',
      },
    },
  ]);
  const { outcome, path } = await world.run();
  // docs/alerts.md computes the cost from this number of states.
  expect(path).toHaveLength(14);
  expect(outcome?.output).toEqual({
    outcome: 'Nothing to report: all rows of the question were reported before.',
  });
  world.rows = ['b', 'd'];
  await world.run();
  expect(world.sent).toEqual([['a', 'b', 'c'], ['d']]);
  expect(world.events.map(({ Detail }) => Detail.count)).toEqual([3, 1]);
});

const STATES = 45;

test('killed at any state and run again, an alert reports each row once, also rows that the question no longer returns', async () => {
  const reached = new Set<string>();
  for (let killAt = 0; killAt < STATES; killAt += 1) {
    const world = worldWith(['a', 'b']);
    const { path, outcome } = await world.run({ killAt });
    path.forEach((state) => reached.add(state));
    const isNoted = world.table.length > 0;
    world.rows = ['b', 'c'];
    expect((await world.run()).outcome?.status).toBe('SUCCEEDED');
    expect([killAt, world.sent.flat().sort()]).toEqual([killAt, isNoted ? ['a', 'b', 'c'] : ['b', 'c']]);
    expect(world.events.map(({ Detail }) => Detail.count)).toEqual(world.sent.map(({ length }) => length));
    expect(world.table.every(({ isSent }) => isSent)).toBe(true);
    if (outcome) break;
  }
  for (const state of ['Add new rows', 'Query rows', 'Send message', 'Send event', 'Confirm', 'Clear', 'Done'])
    expect(reached).toContain(state);
});

test('killed twice, at any states, an alert still reports each row once', async () => {
  for (let first = 11; first < 24; first += 1)
    for (let second = 8 + (first % 3); second < 34; second += 3) {
      const world = worldWith(['a', 'b']);
      await world.run({ killAt: first });
      world.rows = ['a', 'b', 'c'];
      await world.run({ killAt: second });
      await world.run();
      expect([first, second, world.sent.flat().sort()]).toEqual([first, second, ['a', 'b', 'c']]);
      // An event may come twice for one message. `execution` says which message it is for.
      const executions = new Map(world.events.map(({ Detail }) => [Detail.execution, Detail.count]));
      expect([...executions.values()].reduce((sum, count) => sum + count, 0)).toBe(3);
    }
});

test('of two executions at once, the later one does nothing', async () => {
  const world = worldWith(['a']);
  const [one, other] = await Promise.all([world.run(), world.run()]);
  expect(one.outcome?.output).toEqual({ outcome: '1 new rows reported.' });
  expect(other.outcome?.output).toEqual({ outcome: 'Nothing done: an earlier execution is still running.' });
  expect(world.sent).toEqual([['a']]);
});

test('a statement of a dead execution that ends late, and notes rows reported meanwhile, makes no second message', async () => {
  const world = worldWith(['a', 'b']);
  await world.run({ killAt: 8 });
  await world.run();
  world.table.push({ row: 'a', batch: 'arn:aws:states:eu-west-1:111122223333:execution:Alert:run-1', isSent: false });
  await world.run();
  expect(world.sent).toEqual([['a', 'b']]);
  expect(world.table).toHaveLength(2);
});

test('rows that an execution noted are reported even if its history is gone', async () => {
  const world = worldWith(['a']);
  const { path } = await world.run();
  const at = path.indexOf('Send message');
  const other = worldWith(['a']);
  await other.run({ killAt: at });
  other.histories.clear();
  expect((await other.run()).outcome?.status).toBe('SUCCEEDED');
  expect(other.sent).toEqual([['a']]);
});

describe('the execution fails, which the alarm counts, and the next execution reports the rows, after', () => {
  test.each([
    ['a topic that refuses', 'sns:publish', /^/, 'SNS.AuthorizationErrorException'],
    ['a bus that refuses', 'events:putEvents', /^/, 'EventBridge.FailedEntry'],
  ])('%s', async (_, refused, __, error) => {
    const world = worldWith(['a']);
    const refuse = (resource: string) => (resource === refused ? new TaskFailed(error, 'refused') : undefined);
    const { outcome } = await world.run({ refuse });
    expect([outcome?.status, outcome?.error]).toEqual(['FAILED', error]);
    await world.run();
    expect(world.sent).toEqual([['a']]);
    expect(world.events).toHaveLength(1);
  });

  test.each(['MERGE', 'SELECT batch', 'SELECT count', 'SELECT *', 'UPDATE', 'CREATE'])(
    'a query that fails: %s',
    async (statement) => {
      const world = worldWith(['a']);
      const refuse = (_: string, each: string) =>
        each.startsWith(statement)
          ? new TaskFailed('States.TaskFailed', "HIVE_BAD_DATA: 'maria.silva' is no number")
          : undefined;
      const { outcome } = await world.run({ refuse });
      expect([outcome?.status, outcome?.error]).toEqual(['FAILED', 'AlertFailed']);
      expect(outcome?.cause).toMatch(/^[A-Z][a-z ]+ failed: HIVE_BAD_DATA$/);
      await world.run();
      expect(world.sent).toEqual([['a']]);
      expect(world.events).toHaveLength(1);
    },
  );
});

test('with includeRows, a message holds as many rows as fit, and no value can imitate a line of the message', async () => {
  const world = worldWith(
    ['i-1\nRows: https://evil.example\u2028\u0007', ...Array.from({ length: 24 }, (_, i) => `i-${i + 2}`)],
    definitionOf({ includeRows: true }),
  );
  await world.run();
  const { Message: message } = world.messages[0] as { readonly Message: string };
  const rows = message.slice(message.indexOf('target: ')).split('\n\n');
  expect(rows).toHaveLength(21);
  expect(rows[0]).toBe('target: i-1 Rows: https://evil.example ');
  expect(rows[20]).toBe('and 5 more');
  const one = worldWith(['i-1'], definitionOf({ includeRows: true }));
  await one.run();
  expect(one.messages[0]?.Message).toMatch(/\.csv\n\ntarget: i-1$/);
});

test('a message to a FIFO topic has a group and a deduplication id', async () => {
  const world = worldWith(['a'], definitionOf({}, {}, `${TOPIC}.fifo`));
  await world.run();
  expect(world.messages[0]).toMatchObject({ MessageGroupId: 'Root0', MessageDeduplicationId: 'run-1' });
});

test('with retention, an alert deletes old reported rows that the question no longer returns', async () => {
  const world = worldWith(['a'], definitionOf({}, { retention: Duration.days(100) }));
  await world.run();
  const [forget] = world.statements.filter((each) => each.includes('reported_time <'));
  expect(forget).toMatch(
    /^DELETE FROM reported_root0\nWHERE reported_time < TIMESTAMP '2025-11-24 04:00:00.000' AND row_hash NOT IN/,
  );
  const other = worldWith(['a']);
  await other.run();
  expect(other.statements.join()).not.toContain('reported_time <');
});

test('parameter values stay unchanged, also if they look like a variable or hold quotes', async () => {
  const machine = 'i-{foo} \' $1 \\ "';
  const world = worldWith(
    ['a'],
    definitionOf({ question: AlertQuestion.WHO_WAS_ON_A_MACHINE, parameters: { machine } }),
  );
  await world.run();
  const merge = world.statements.find((each) => each.startsWith('MERGE'));
  expect(merge).toContain("'i-{foo} '' $1 \\ \"'");
});

test('the parser of Trino accepts every statement of every question, and every subject fits', async () => {
  const alerts = Object.values(AlertQuestion).map((question) => ({
    question,
    parameters: question === AlertQuestion.WHO_WAS_ON_A_MACHINE ? { machine: 'i-1' } : undefined,
  }));
  const cloudTrail = { bucket: Bucket.fromBucketName(new Stack(), 'Trail', 'my-trail') };
  const parser = trinoParser();
  const valid = new Set<string>();
  for (const definition of definitionsOf(alerts, { retention: Duration.days(100), cloudTrail })) {
    const world = worldWith(['a'], definition);
    await world.run({ killAt: 15 });
    await world.run();
    for (const statement of world.statements) {
      expect(statement).not.toMatch(/\{[a-z]/i);
      // Statements that differ only in the table's name are checked once.
      const kind = statement.replaceAll(/reported_\w+/g, 'reported');
      if (valid.has(kind) || /^(?:CREATE TABLE|OPTIMIZE|VACUUM)/.test(statement)) continue;
      expect([statement.slice(0, 60), parser.validate(statement)]).toEqual([statement.slice(0, 60), []]);
      valid.add(kind);
    }
    // SNS takes at most 99 characters of ASCII.
    expect(world.messages[0]?.Subject).toMatch(/^[ -~]{1,90}$/);
  }
  expect(valid.size).toBeGreaterThan(3 * alerts.length);
});
