// The resources of an alert, and the properties that the synthesis refuses.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlertQuestion, SessionArchive, type SessionAlertProps } from '../../../lib';

const WITH_TRAIL = { cloudTrail: { bucket: Bucket.fromBucketName(new Stack(), 'Trail', 'my-trail') } };

const OF_TRAIL = [
  AlertQuestion.WITHOUT_MFA,
  AlertQuestion.UNEXPLAINED_SESSIONS,
  AlertQuestion.DENIED_ATTEMPTS,
  AlertQuestion.NEW_ADDRESS,
];

function archiveIn(props = {}): { stack: Stack; archive: SessionArchive; topic: Topic } {
  const stack = new Stack(new App(), 'Test', { env: { account: '123456789012', region: 'eu-west-1' } });
  return { stack, archive: new SessionArchive(stack, 'Archive', props), topic: new Topic(stack, 'Watch') };
}

function alerted(props: Partial<SessionAlertProps> = {}): Template {
  const { stack, archive, topic } = archiveIn();
  archive.alertOn('Root', { question: AlertQuestion.ROOT_AND_IAM_USERS, topic, ...props });
  return Template.fromStack(stack);
}

test('an alert runs every hour, or on its own schedule', () => {
  const hourly = { Description: Match.stringLikeRegexp('^Alert of the archive'), ScheduleExpression: 'rate(1 hour)' };
  alerted().hasResourceProperties('AWS::Scheduler::Schedule', hourly);
  alerted({ schedule: ScheduleExpression.rate(Duration.hours(6)) }).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(6 hours)',
  });
});

test('a message holds no rows unless includeRows is set', () => {
  const definitionOf = (template: Template) =>
    JSON.stringify(Object.values(template.findResources('AWS::StepFunctions::StateMachine')));
  expect(definitionOf(alerted())).not.toContain('Read rows');
  expect(definitionOf(alerted({ includeRows: true }))).toContain('Read rows');
});

test('an alert has two alarms, and the runbook has a heading for each', () => {
  const template = alerted();
  const runbook = readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8');
  for (const kind of ['AlertFailed', 'AlertMissing']) {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp(`The alert Root \\(.*operations.md#${kind.toLowerCase()}$`),
    });
    expect(runbook).toContain(`#### ${kind}\n`);
  }
});

const FIVE = ['RootAndIamUsers', 'LongSessions', 'FirstTimeOnAMachine', 'OutsideBusinessHours', 'OpenForADay'];

test.each([
  ['five', {}, FIVE],
  ['seven with a trail', WITH_TRAIL, [...FIVE, 'WithoutMfa', 'UnexplainedSessions']],
])('the defaults are %s', (_, trail, ids) => {
  const { stack, archive, topic } = archiveIn(trail);
  const alerts = archive.alertOnDefaults({ topic, zone: 'Europe/Berlin' });
  expect(alerts.map(({ alarms }) => alarms.alertFailed.node.path.split('/').at(-2))).toEqual(ids);
  // The curation is one more state machine.
  Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', ids.length + 1);
});

test.each<[string, string, Partial<SessionAlertProps>, RegExp]>([
  ['an id that cannot name a table', 'my-alert', {}, /id is "my-alert": give 1 to 60 letters and digits/],
  ['an unknown parameter', 'A', { parameters: { hour: 4 } }, /root-and-iam-users has no parameter hour/],
  ['a value that does not fit', 'A', { parameters: { from: 'May' } }, /from is "May": it must be a day/],
  ...OF_TRAIL.map((question): [string, string, Partial<SessionAlertProps>, RegExp] => [
    `${question} to an archive without a trail`,
    'A',
    { question },
    new RegExp(`Archive/Alerts/A.*question is "${question}".*give the archive cloudTrail`, 's'),
  ]),
  ['a missing machine', 'A', { question: AlertQuestion.WHO_WAS_ON_A_MACHINE }, /parameters have no machine/],
])('the synthesis refuses %s', (_, id, props, message) => {
  const { archive, topic } = archiveIn();
  expect(() => archive.alertOn(id, { question: AlertQuestion.ROOT_AND_IAM_USERS, topic, ...props })).toThrow(message);
});

test.each(OF_TRAIL)('%s reads the events that the curation has copied, not the table over the trail', (question) => {
  const { stack, archive, topic } = archiveIn(WITH_TRAIL);
  archive.alertOn('A', { question, topic });
  const machines = Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine');
  const alerts = Object.entries(machines).filter(([id]) => id.startsWith('ArchiveAlerts'));
  expect(alerts).toHaveLength(1);
  expect(JSON.stringify(alerts)).toContain('FROM session_events');
  expect(JSON.stringify(alerts)).not.toContain('trail_files');
});

test('alertOnDefaults refuses an archive without a catalog', () => {
  const { archive, topic } = archiveIn({ catalog: false });
  expect(() => archive.alertOnDefaults({ topic, zone: 'Europe/Berlin' })).toThrow(/catalog/);
});
