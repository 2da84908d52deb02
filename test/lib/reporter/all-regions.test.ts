// A reporter of all Regions, which it lists at run time. role.test.ts tests its rights, and
// ../catalog/session-catalog.test.ts what queries see.
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SessionArchive, SessionReporter } from '../../../lib';
import { knownStack } from '../synth';
import { dashboardBodies } from './template-metrics';

const stack = knownStack();
const archive = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', { bucketName: 'my-bucket' });
const reporter = new SessionReporter(stack, 'Reporter', { archive, allRegions: true });
const template = Template.fromStack(stack);
const ALL_TOGETHER = Match.arrayWith([{ Name: 'region', Value: 'all' }]);

test('its function gets REGIONS=all', () => {
  template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { REGIONS: 'all' } } });
});

test('its alarms cover all Regions together: as many as for one Region', () => {
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

test('its dashboard has one line for all Regions', () => {
  const widgets = dashboardBodies(template).flatMap(({ widgets }) => widgets);
  for (const { properties } of widgets.slice(1, 5)) {
    expect(properties.metrics).toEqual([expect.arrayContaining(['region', 'all'])]);
  }
});

test('its metrics have the Region `all`', () => {
  expect(reporter.metricRecords('all').dimensions).toMatchObject({ region: 'all' });
});
