import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { SessionReporter, SessionReporterProps } from '../../../lib';
import { addReporter, knownStack } from '../synth';
import { dashboardBodies } from './template-metrics';

function build(props: Omit<SessionReporterProps, 'archive'> = {}): { stack: Stack; reporter: SessionReporter } {
  const stack = knownStack();
  return { stack, reporter: addReporter(stack, props) };
}

/** The widgets of the stack's only dashboard. */
function widgetsOf(stack: Stack) {
  return dashboardBodies(Template.fromStack(stack)).flatMap(({ widgets }) => widgets);
}

test('shows the alarms first, then each Region, the function, and the log', () => {
  const { stack, reporter } = build({ regions: ['eu-west-1', 'us-east-1'] });
  const widgets = widgetsOf(stack);
  expect(widgets.map(({ type, properties }) => [type, properties.title])).toEqual([
    ['alarm', 'Alarms'],
    ['metric', 'Complete snapshots'],
    ['metric', 'Records of a snapshot'],
    ['metric', 'Failed attempts at DescribeSessions'],
    ['metric', 'Session longest missing, seconds'],
    ['metric', 'Duration'],
    ['metric', 'Failed runs, events in the dead-letter queue'],
    ['log', 'What the last runs did'],
  ]);
  expect(widgets[0]?.properties.alarms).toHaveLength(reporter.alarms.all.length);
  for (const { properties } of widgets.slice(1, 5)) expect(properties.metrics).toHaveLength(2);
  expect(widgets.at(-1)?.properties.query).toContain("filter message like 'Snapshot '");
  expect(reporter.dashboard?.node.path).toBe('Stack/Reporter/Dashboard');
});

test('shows all alarms of many Regions, 100 in a widget', () => {
  const regions = Array.from({ length: 40 }, (_, i) => `eu-west-${i + 1}`);
  const { stack, reporter } = build({ regions });
  const shown = widgetsOf(stack)
    .filter(({ type }) => type === 'alarm')
    .map(({ properties }) => properties.alarms as unknown[]);
  expect(shown.map(({ length }) => length)).toEqual([100, reporter.alarms.all.length - 100]);
  expect(new Set(shown.flat().map((alarm) => JSON.stringify(alarm))).size).toBe(reporter.alarms.all.length);
});

test('has no fixed name, which another stack could have', () => {
  Template.fromStack(build().stack).hasResourceProperties('AWS::CloudWatch::Dashboard', {
    DashboardName: Match.absent(),
  });
});

test('can be left out; the alarms stay', () => {
  const { stack, reporter } = build({ dashboard: false });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 6);
  expect(reporter.dashboard).toBeUndefined();
});
