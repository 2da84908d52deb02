// A reporter that finds out at run time which Regions there are. Its rights: session-reporter-role.test.ts; what queries see:
// session-catalog.test.ts.
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SessionArchive, SessionReporter } from '../../../lib';
import { knownStack } from '../synth';
import { dashboardBodies } from './template-metrics';

const stack = knownStack();
const archive = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', { bucketName: 'my-bucket' });
const reporter = new SessionReporter(stack, 'Reporter', { archive, allRegions: true });
const template = Template.fromStack(stack);
const ALL_TOGETHER = Match.arrayWith([{ Name: 'region', Value: 'all' }]);

test('its function is told so', () => {
  template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { REGIONS: 'all' } } });
});

test('its alarms are about all Regions together: as many as for one', () => {
  expect(reporter.alarms.all.map(({ node }) => node.id)).toEqual([
    'SnapshotMissing-all',
    'SessionsMissing-all',
    'Throttled-all',
    'RunFailed',
    'DeadLetters',
    'NearTimeLimit',
  ]);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('^No complete snapshot of all Regions together for 3 hours'),
    Metrics: Match.arrayWith([
      Match.objectLike({ MetricStat: Match.objectLike({ Metric: Match.objectLike({ Dimensions: ALL_TOGETHER }) }) }),
    ]),
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('^Sessions of all Regions together'),
    MetricName: 'LongestMissing',
    Dimensions: ALL_TOGETHER,
  });
});

test('its dashboard has one line for all of them', () => {
  const widgets = dashboardBodies(template).flatMap(({ widgets }) => widgets);
  for (const { properties } of widgets.slice(1, 5)) {
    expect(properties.metrics).toEqual([expect.arrayContaining(['region', 'all'])]);
  }
});

test('its metrics are found under the name `all`', () => {
  expect(reporter.metricRecords('all').dimensions).toMatchObject({ region: 'all' });
});
