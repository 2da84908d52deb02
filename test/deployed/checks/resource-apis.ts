import type { Call } from '../calls';

type Properties = Readonly<Record<string, unknown>>;

/** How to create and read a resource without CloudFormation. */
export interface ResourceApi {
  /** The call that creates it. `name` replaces a name that CloudFormation would generate. */
  readonly create: (properties: Properties, name: string) => Call;
  /** The call that reads it. */
  readonly read: (properties: Properties, name: string, created: Properties) => Call;
  /** The part of the answer that must hold the params of `create` under the same names. */
  readonly shown: (answer: Properties) => unknown;
}

const call = (service: string, operation: string, params: Properties): Call => ({ service, operation, params });
const json = (value: unknown): string => JSON.stringify(value);
const at = (answer: unknown, ...path: string[]): unknown =>
  path.reduce((value, key) => (value as Record<string, unknown>)[key], answer);

/** The resource types that moto's CloudFormation ignores silently. */
export const RESOURCE_APIS: Readonly<Record<string, ResourceApi>> = {
  'AWS::Athena::NamedQuery': {
    create: (properties) => call('athena', 'create_named_query', properties),
    read: (_, __, { NamedQueryId }) => call('athena', 'get_named_query', { NamedQueryId }),
    shown: ({ NamedQuery }) => NamedQuery,
  },
  'AWS::Athena::WorkGroup': {
    create: ({ Name, Description, WorkGroupConfiguration }) =>
      call('athena', 'create_work_group', { Name, Description, Configuration: WorkGroupConfiguration }),
    read: ({ Name }) => call('athena', 'get_work_group', { WorkGroup: Name }),
    shown: ({ WorkGroup }) => WorkGroup,
  },
  'AWS::CloudWatch::Alarm': {
    create: (properties, name) => call('cloudwatch', 'put_metric_alarm', { AlarmName: name, ...properties }),
    read: ({ AlarmName }, name) => call('cloudwatch', 'describe_alarms', { AlarmNames: [AlarmName ?? name] }),
    shown: ({ MetricAlarms }) => (MetricAlarms as unknown[])[0],
  },
  'AWS::CloudWatch::Dashboard': {
    create: ({ DashboardBody }, name) => call('cloudwatch', 'put_dashboard', { DashboardName: name, DashboardBody }),
    read: (_, name) => call('cloudwatch', 'get_dashboard', { DashboardName: name }),
    shown: (answer) => answer,
  },
  'AWS::Glue::Database': {
    create: (properties) => call('glue', 'create_database', properties),
    read: ({ DatabaseInput }) => call('glue', 'get_database', { Name: at(DatabaseInput, 'Name') }),
    shown: ({ Database }) => ({ DatabaseInput: Database, CatalogId: at(Database, 'CatalogId') }),
  },
  'AWS::Glue::Table': {
    create: (properties) => call('glue', 'create_table', properties),
    read: ({ DatabaseName, TableInput }) => call('glue', 'get_table', { DatabaseName, Name: at(TableInput, 'Name') }),
    shown: ({ Table }) => ({
      TableInput: Table,
      DatabaseName: at(Table, 'DatabaseName'),
      CatalogId: at(Table, 'CatalogId'),
    }),
  },
  'AWS::Lambda::EventInvokeConfig': {
    create: (properties) => call('lambda', 'put_function_event_invoke_config', properties),
    read: ({ FunctionName, Qualifier }) =>
      call('lambda', 'get_function_event_invoke_config', { FunctionName, Qualifier }),
    shown: (answer) => answer,
  },
  'AWS::S3::BucketPolicy': {
    create: ({ Bucket, PolicyDocument }) => call('s3', 'put_bucket_policy', { Bucket, Policy: json(PolicyDocument) }),
    read: ({ Bucket }) => call('s3', 'get_bucket_policy', { Bucket }),
    shown: (answer) => answer,
  },
  'AWS::SNS::TopicPolicy': {
    create: ({ Topics, PolicyDocument }) =>
      call('sns', 'set_topic_attributes', {
        TopicArn: (Topics as string[])[0],
        AttributeName: 'Policy',
        AttributeValue: json(PolicyDocument),
      }),
    read: ({ Topics }) => call('sns', 'get_topic_attributes', { TopicArn: (Topics as string[])[0] }),
    shown: ({ Attributes }) => ({ AttributeName: 'Policy', AttributeValue: at(Attributes, 'Policy') }),
  },
  'AWS::SQS::QueuePolicy': {
    create: ({ Queues, PolicyDocument }) =>
      call('sqs', 'set_queue_attributes', {
        QueueUrl: (Queues as string[])[0],
        Attributes: { Policy: json(PolicyDocument) },
      }),
    read: ({ Queues }) =>
      call('sqs', 'get_queue_attributes', { QueueUrl: (Queues as string[])[0], AttributeNames: ['Policy'] }),
    shown: (answer) => answer,
  },
  'AWS::Scheduler::Schedule': {
    create: (properties, name) => call('scheduler', 'create_schedule', { Name: name, ...properties }),
    read: ({ Name }, name) => call('scheduler', 'get_schedule', { Name: Name ?? name }),
    shown: (answer) => answer,
  },
};
