// One account, five Regions: one reporter reads all of them. Objects are locked for 400 days and kept for seven years.
// All alarms go to a mail address. Alarms about missing snapshots also go to a pager.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { SessionArchive, SessionReporter } from 'cdk-ssm-session-archive';

const app = new App();
const stack = new Stack(app, 'SessionArchive');

const alarmTopic = new Topic(stack, 'Mail', { enforceSSL: true });
alarmTopic.addSubscription(new EmailSubscription('audit@example.com'));

const archive = new SessionArchive(stack, 'Archive', {
  objectLock: ObjectLockRetention.governance(Duration.days(400)),
  retention: Duration.days(2555),
  archiveStart: '2026-01-01',
  alarmTopic,
});

const reporter = new SessionReporter(stack, 'Reporter', {
  archive,
  regions: ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2', 'ap-southeast-2'],
  schedule: ScheduleExpression.rate(Duration.minutes(30)),
  alarmTopic,
});

const pager = new Topic(stack, 'Pager', { enforceSSL: true });
for (const alarm of reporter.alarms.snapshotMissing) alarm.addAlarmAction(new SnsAction(pager));

app.synth();
