// What an alert adds to a stack, and what ends the synthesis.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlertQuestion, SessionArchive, type SessionAlertProps } from '../../../lib';

function archiveIn(props = {}): { stack: Stack; archive: SessionArchive; topic: Topic } {
  const stack = new Stack(new App(), 'Test', { env: { account: '123456789012', region: 'eu-west-1' } });
  return { stack, archive: new SessionArchive(stack, 'Archive', props), topic: new Topic(stack, 'Watch') };
}

function alerted(props: Partial<SessionAlertProps> = {}): Template {
  const { stack, archive, topic } = archiveIn();
  archive.alertOn('Root', { question: AlertQuestion.ROOT_AND_IAM_USERS, topic, ...props });
  return Template.fromStack(stack);
}

test('an alert asks every hour, or on its schedule', () => {
  const hourly = { Description: Match.stringLikeRegexp('^Alert of the archive'), ScheduleExpression: 'rate(1 hour)' };
  alerted().hasResourceProperties('AWS::Scheduler::Schedule', hourly);
  alerted({ schedule: ScheduleExpression.rate(Duration.hours(6)) }).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(6 hours)',
  });
});

test('a message names nobody unless it is to', () => {
  const definitionOf = (template: Template) =>
    JSON.stringify(Object.values(template.findResources('AWS::StepFunctions::StateMachine')));
  expect(definitionOf(alerted())).not.toContain('Read rows');
  expect(definitionOf(alerted({ includeRows: true }))).toContain('Read rows');
});

test('two alarms watch it, and the runbook has a heading for each', () => {
  const template = alerted();
  const runbook = readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8');
  for (const kind of ['AlertFailed', 'AlertMissing']) {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp(`The alert Root \\(.*operations.md#${kind.toLowerCase()}$`),
    });
    expect(runbook).toContain(`#### ${kind}\n`);
  }
});

test('the defaults are five', () => {
  const { stack, archive, topic } = archiveIn();
  expect(archive.alertOnDefaults({ topic, zone: 'Europe/Berlin' })).toHaveLength(5);
  // The curation is a state machine, too.
  Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', 6);
});

test.each<[string, string, Partial<SessionAlertProps>, RegExp]>([
  ['an id that cannot name a table', 'my-alert', {}, /id is "my-alert": give 1 to 60 letters and digits/],
  ['a parameter that is none', 'A', { parameters: { hour: 4 } }, /root-and-iam-users has no parameter hour/],
  ['a value that does not fit', 'A', { parameters: { from: 'May' } }, /from is "May": it must be a day/],
  ['a machine that is not named', 'A', { question: AlertQuestion.WHO_WAS_ON_A_MACHINE }, /parameters have no machine/],
])('%s ends the synthesis', (_, id, props, message) => {
  const { archive, topic } = archiveIn();
  expect(() => archive.alertOn(id, { question: AlertQuestion.ROOT_AND_IAM_USERS, topic, ...props })).toThrow(message);
});

test('so does an archive without a catalog', () => {
  const { archive, topic } = archiveIn({ catalog: false });
  expect(() => archive.alertOnDefaults({ topic, zone: 'Europe/Berlin' })).toThrow(/catalog/);
});
