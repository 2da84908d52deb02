// The metrics in a template's alarms and dashboards, as text that can be compared with a function's metrics.
import type { Template } from 'aws-cdk-lib/assertions';

interface Dimension {
  readonly Name: string;
}

interface AlarmMetric {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly MetricStat?: { readonly Metric: AlarmMetric };
  readonly Metrics?: readonly AlarmMetric[];
}

/** `namespace/name[dimension,dimension]`, dimensions in order of their names. */
export function metricText(namespace: string, name: string, dimensions: readonly string[]): string {
  return `${namespace}/${name}[${[...dimensions].sort().join()}]`;
}

export function alarmMetrics(template: Template): Set<string> {
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')) as { Properties: AlarmMetric }[];
  return new Set(alarms.flatMap(({ Properties }) => [Properties, ...(Properties.Metrics ?? [])].flatMap(textOf)));
}

function textOf(metric: AlarmMetric): string[] {
  const { Namespace, MetricName, Dimensions = [] } = metric.MetricStat?.Metric ?? metric;
  // An expression has neither. Its metrics are separate entries.
  if (Namespace === undefined || MetricName === undefined) return [];
  return [
    metricText(
      Namespace,
      MetricName,
      Dimensions.map(({ Name }) => Name),
    ),
  ];
}

/** A row of a widget is `[namespace, name, dimension, value, dimension, value, options]`. */
type WidgetMetric = readonly [string, string, ...unknown[]];

export function dashboardMetrics(template: Template): Set<string> {
  const rows = dashboardBodies(template).flatMap(({ widgets }) =>
    widgets.flatMap(({ properties: { metrics = [] } }) => metrics),
  );
  return new Set(
    rows.map(([namespace, name, ...rest]) => {
      const texts = rest.filter((part) => typeof part === 'string');
      return metricText(
        namespace,
        name,
        texts.filter((_, index) => index % 2 === 0),
      );
    }),
  );
}

interface DashboardBody {
  readonly widgets: { readonly type: string; readonly properties: WidgetProperties }[];
}

interface WidgetProperties {
  readonly title: string;
  readonly metrics?: WidgetMetric[];
  readonly alarms?: string[];
  readonly query?: string;
}

/** The JSON of the dashboards, with references replaced by logical ids. */
export function dashboardBodies(template: Template): DashboardBody[] {
  const dashboards = Object.values(template.findResources('AWS::CloudWatch::Dashboard')) as {
    Properties: { DashboardBody: { 'Fn::Join': [string, unknown[]] } };
  }[];
  return dashboards.map(({ Properties: { DashboardBody: body } }) => {
    const parts = body['Fn::Join'][1].map((part) =>
      typeof part === 'string' ? part : JSON.stringify(part).replace(/[^\w:]/g, ''),
    );
    return JSON.parse(parts.join('')) as DashboardBody;
  });
}
