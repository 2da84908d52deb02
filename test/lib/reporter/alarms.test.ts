import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aws, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { SessionReporter } from '../../../lib';
import { addReporter, knownStack, REGION, synthesize, uncheckedApp } from '../synth';
import { dashboardBodies } from './template-metrics';

interface AlarmProperties {
  readonly AlarmName?: string;
  readonly AlarmDescription: string;
  readonly Period?: number;
  readonly EvaluationPeriods: number;
  readonly Metrics?: { readonly Expression?: string; readonly MetricStat?: { readonly Period: number } }[];
  readonly AlarmActions?: unknown[];
  readonly OKActions?: unknown[];
}

const alarmsOf = (template: Template) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    (alarm) => (alarm as { Properties: AlarmProperties }).Properties,
  );
const FUNCTION = { Ref: Match.stringLikeRegexp('^ReporterFunction') };
const dimensions = (region: unknown) => [
  { Name: 'region', Value: region },
  { Name: 'service', Value: FUNCTION },
];

describe('by default', () => {
  let template: Template;
  let constructs: SessionReporter;
  beforeAll(() => {
    template = synthesize((stack) => {
      constructs = addReporter(stack);
    });
  });

  test('there are six alarms, exposed as properties, without actions and without fixed names', () => {
    expect(constructs.alarms.all.map(({ node }) => node.path.replace('Stack/Reporter/Alarms/', ''))).toEqual([
      'SnapshotMissing-eu-west-1',
      'SessionsMissing-eu-west-1',
      'Throttled-eu-west-1',
      'RunFailed',
      'DeadLetters',
      'NearTimeLimit',
    ]);
    expect(alarmsOf(template)).toHaveLength(6);
    for (const alarm of alarmsOf(template)) {
      expect([alarm.AlarmName, alarm.AlarmActions, alarm.OKActions]).toEqual([undefined, undefined, undefined]);
    }
  });

  test('SnapshotMissing: no complete snapshot for three hours; missing values count as none', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('^No complete snapshot of eu-west-1 for 3 hours'),
      Metrics: [
        Match.objectLike({ Expression: 'FILL(complete, 0)' }),
        {
          Id: 'complete',
          MetricStat: {
            Metric: {
              Namespace: 'SsmSessionArchive',
              MetricName: 'SnapshotComplete',
              Dimensions: dimensions(REGION),
            },
            Period: 3600,
            Stat: 'Sum',
          },
          ReturnData: false,
        },
      ],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
    });
  });

  test('SessionsMissing: a session missing for half a day, until a later snapshot reports none', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'SsmSessionArchive',
      MetricName: 'LongestMissing',
      Dimensions: dimensions(REGION),
      Statistic: 'Maximum',
      Period: 3600,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 43_200,
      EvaluationPeriods: 1,
      TreatMissingData: 'ignore',
    });
  });

  test('Throttled: ten or more failed attempts in each of three periods', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'SsmSessionArchive',
      MetricName: 'FailedAttempts',
      Dimensions: dimensions(REGION),
      Statistic: 'Sum',
      Period: 3600,
      Threshold: 10,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
    });
  });

  test('RunFailed: two failed invocations, a run and its retry', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: FUNCTION }],
      Statistic: 'Sum',
      Period: 3600,
      Threshold: 2,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('DeadLetters: a message in the dead-letter queue', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [
        {
          Name: 'QueueName',
          Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ReporterDeadLetterQueue'), 'QueueName'] },
        },
      ],
      Statistic: 'Maximum',
      Period: 300,
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('NearTimeLimit: a run of 80 percent of its timeout', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: [
        Match.objectLike({ Expression: 'duration / 10 / 900' }),
        Match.objectLike({
          MetricStat: Match.objectLike({
            Metric: Match.objectLike({ Namespace: 'AWS/Lambda', MetricName: 'Duration' }),
            Stat: 'Maximum',
          }),
        }),
      ],
      Threshold: 80,
      TreatMissingData: 'notBreaching',
    });
  });
});

const readPage = (name: string) => readFileSync(join(__dirname, '..', '..', '..', name), 'utf8');

describe('alarms by name', () => {
  const idsOf = (alarms: readonly (Alarm | undefined)[]) => alarms.map((alarm) => alarm?.node.id);

  test('are a list with one for each Region, in order, or a single one for the function', () => {
    const { alarms } = addReporter(knownStack(), { regions: ['us-east-1', 'eu-west-1'] });
    const ofBoth = (kind: string) => [`${kind}-us-east-1`, `${kind}-eu-west-1`];
    expect(idsOf(alarms.snapshotMissing)).toEqual(ofBoth('SnapshotMissing'));
    expect(idsOf(alarms.sessionsMissing)).toEqual(ofBoth('SessionsMissing'));
    expect(idsOf(alarms.throttled)).toEqual(ofBoth('Throttled'));
    const ofFunction = [alarms.runFailed, alarms.deadLetters, alarms.nearTimeLimit];
    expect(idsOf(ofFunction)).toEqual(['RunFailed', 'DeadLetters', 'NearTimeLimit']);
    const { snapshotMissing, sessionsMissing, throttled } = alarms;
    expect(alarms.all).toEqual([...snapshotMissing, ...sessionsMissing, ...throttled, ...ofFunction]);
  });

  test('let an app page somebody for missing snapshots and send mail for every alarm', () => {
    const [mail, page] = ['mail', 'page'].map((name) => `arn:aws:sns:eu-west-1:123456789012:${name}`) as [
      string,
      string,
    ];
    const template = synthesize((stack) => {
      const { alarms } = addReporter(stack, { alarmTopic: sns.Topic.fromTopicArn(stack, 'Mail', mail) });
      const pager = new SnsAction(sns.Topic.fromTopicArn(stack, 'Page', page));
      for (const alarm of alarms.snapshotMissing) alarm.addAlarmAction(pager);
    });
    const paged = alarmsOf(template).filter(({ AlarmActions }) => AlarmActions?.includes(page));
    expect(paged.map(({ AlarmDescription }) => AlarmDescription)).toEqual([
      expect.stringMatching('^No complete snapshot'),
    ]);
    for (const { AlarmActions } of alarmsOf(template)) expect(AlarmActions).toContain(mail);
  });

  test('link to their headings in the runbook, and every heading has an alarm', () => {
    const template = synthesize((stack) => void addReporter(stack));
    const headings = [...readPage('docs/operations.md').matchAll(/^#### (\w+)$/gm)]
      .map(([, name = '']) => name)
      .filter((name) => !/^(Curation|Alert)/.test(name));
    const { repository } = JSON.parse(readPage('package.json')) as { repository: { url: string } };
    const page = repository.url.replace(/^git\+(.*)\.git$/, '$1/blob/main/docs/operations.md');
    expect(
      alarmsOf(template)
        .map(({ AlarmDescription }) => AlarmDescription.split(' What to do: ')[1])
        .sort(),
    ).toEqual(headings.map((name) => `${page}#${name.toLowerCase()}`).sort());
  });
});

describe('without alarms', () => {
  test('there are none, also not on the dashboard', () => {
    const template = synthesize((stack) => {
      const { alarms } = addReporter(stack, { alarms: false });
      expect(alarms).toEqual({ snapshotMissing: [], sessionsMissing: [], throttled: [], all: [] });
    });
    expect(alarmsOf(template)).toEqual([]);
    expect(
      dashboardBodies(template)
        .flatMap(({ widgets }) => widgets)
        .map(({ type }) => type),
    ).not.toContain('alarm');
  });

  test('a topic is refused: nothing would notify it', () => {
    const stack = knownStack();
    const alarmTopic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:on-call');
    expect(() => addReporter(stack, { alarms: false, alarmTopic })).toThrow(
      'Invalid props of Stack/Reporter:\n  alarmTopic is given, but alarms is false: nothing would notify the topic',
    );
  });
});

test('the topic is notified when an alarm goes off and when it is over', () => {
  const topic = 'arn:aws:sns:eu-west-1:210987654321:on-call';
  const template = synthesize((stack) => {
    addReporter(stack, { alarmTopic: sns.Topic.fromTopicArn(stack, 'Topic', topic) });
  });
  expect(alarmsOf(template)).toHaveLength(6);
  for (const alarm of alarmsOf(template)) expect([alarm.AlarmActions, alarm.OKActions]).toEqual([[topic], [topic]]);
});

test.each([
  ['rate(5 minutes)', 3, 3600],
  ['rate(6 hours)', 8, 21_600],
  ['rate(1 day)', 26, 86_400],
  ['cron(7 * * * ? *)', 3, 3600],
  ['cron(0 3 * * ? *)', 26, 86_400],
])('%s: missing after %d hours, throttled by periods of %d seconds', (expression, hours, period) => {
  const template = synthesize((stack) => {
    addReporter(stack, { schedule: ScheduleExpression.expression(expression) });
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp(`^No complete snapshot .* for ${hours} hours`),
    EvaluationPeriods: hours,
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'FailedAttempts', Period: period });
  // CloudWatch's limits: a week in periods of an hour or more, a day in shorter ones.
  for (const { Period, Metrics, EvaluationPeriods } of alarmsOf(template)) {
    const seconds = Period ?? Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? NaN;
    expect(seconds * EvaluationPeriods).toBeLessThanOrEqual(seconds >= 3600 ? 7 * 86_400 : 86_400);
  }
});

test('alarms work with Regions and a timeout that are known only at deployment', () => {
  const timeout = Duration.seconds(Token.asNumber(Fn.ref('Timeout')));
  const stack = new Stack(uncheckedApp(), 'Stack');
  const template = synthesize(
    () => addReporter(stack, { regions: [Aws.REGION, 'us-east-1', Fn.ref('Other')], timeout }),
    stack,
  );
  const ids = Object.keys(template.findResources('AWS::CloudWatch::Alarm')).filter((id) =>
    id.includes('SnapshotMissing'),
  );
  expect(ids.map((id) => /SnapshotMissing(.*)[0-9A-F]{8}$/.exec(id)?.[1])).toEqual(['Region1', 'useast1', 'Region3']);
  for (const region of [{ Ref: 'AWS::Region' }, 'us-east-1', { Ref: 'Other' }]) {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'LongestMissing',
      Dimensions: dimensions(region),
    });
  }
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: Match.arrayWith([
      Match.objectLike({ Expression: { 'Fn::Join': ['', ['duration / 10 / ', { Ref: 'Timeout' }]] } }),
    ]),
  });
});

test('two reporters of one account and Region have alarms and metrics of their own', () => {
  const stack = knownStack();
  const [one, two] = [addReporter(stack), addReporter(stack, {}, 'Second')];
  const templates = Template.fromStack(stack);
  expect(alarmsOf(templates)).toHaveLength(12);
  const [first, second] = [one, two].map(
    (each) => stack.resolve(each.metricSnapshotComplete(REGION).dimensions) as object,
  );
  expect(first).not.toEqual(second);
});

test('metrics accept other options, and have the name and statistic of the alarms', () => {
  const stack = knownStack();
  const constructs = addReporter(stack);
  const given = { period: Duration.hours(2), label: 'mine' };
  const metrics = [
    constructs.metricSnapshotComplete(REGION, given),
    constructs.metricRecords(REGION, given),
    constructs.metricFailedAttempts(REGION, given),
    constructs.metricLongestMissing(REGION, { ...given, statistic: 'Minimum' }),
  ];
  expect(
    metrics.map(({ namespace, metricName, statistic, period, label }) => [
      namespace,
      metricName,
      statistic,
      period.toHours(),
      label,
    ]),
  ).toEqual([
    ['SsmSessionArchive', 'SnapshotComplete', 'Sum', 2, 'mine'],
    ['SsmSessionArchive', 'Records', 'Maximum', 2, 'mine'],
    ['SsmSessionArchive', 'FailedAttempts', 'Sum', 2, 'mine'],
    ['SsmSessionArchive', 'LongestMissing', 'Minimum', 2, 'mine'],
  ]);
});
