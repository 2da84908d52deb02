// What the state machine of an alert may do, and who may start it.
import { administrator, madeRole, service } from './callers';
import { logicalId } from './documents';
import type { Caller, Case } from './evaluate';
import {
  administration,
  allowed,
  arn,
  call,
  denied,
  get,
  list,
  onBucket,
  put,
  scopePrefixes,
  TAIL,
  VIA_S3,
  withKey,
  type Context,
} from './requests';
import { CENTRAL, DATABASE, MEMBER, REGION, STRANGER, type Deployed } from './stacks';

const machineId = (central: Deployed) => logicalId(central, 'AWS::StepFunctions::StateMachine', 'ArchiveAlertsRoot');

/** The role of the state machine: reads all records, writes one table, publishes to one topic and the default bus. */
export function alert(central: Deployed): Case[] {
  const by = madeRole(central, 'ArchiveAlertsRootRole');
  const bucketOf = (prefix: string) => `arn:aws:s3:::${logicalId(central, 'AWS::S3::Bucket', prefix).toLowerCase()}`;
  const [curated, results] = [bucketOf('ArchiveCurationBucket'), bucketOf('ArchiveQueriesResults')];
  // curated_events and trail_days hold what the curation has copied from a trail.
  const foreign = ['curated_sessions', 'curated_events', 'trail_days', 'reported_another'];
  const own = `${curated}/tables/${DATABASE}/reported_root/data/a.parquet`;
  const others = foreign.map((name) => `${curated}/tables/${DATABASE}/${name}/a.parquet`);
  const result = `${results}/${DATABASE}/answer.csv`;
  const glue = (resource: string) => arn('glue', CENTRAL, resource);
  const table = (name: string) => glue(`table/${DATABASE}/${name}`);
  const around = [glue('catalog'), glue(`database/${DATABASE}`)];
  const workGroup = arn('athena', CENTRAL, `workgroup/${DATABASE}`);
  const topic = arn('sns', CENTRAL, logicalId(central, 'AWS::SNS::Topic', 'Watch'));
  const topicKey = arn('kms', CENTRAL, `key/${logicalId(central, 'AWS::KMS::Key', 'TopicKey')}`);
  const bus = arn('events', CENTRAL, 'event-bus/default');
  const ours: Context = { 'events:source': ['cdk-ssm-session-archive'] };
  const machine = arn('states', CENTRAL, `stateMachine:${machineId(central)}`);
  const execution = (id: string) => arn('states', CENTRAL, `execution:${id}:one`);
  const prefixes = [CENTRAL, MEMBER].flatMap((account) => scopePrefixes(account, REGION));
  const read = ['sessions', 'snapshots', 'session_events', 'history_records', ...foreign, 'reported_root'];
  const reading = ['GetTable', 'GetTables', 'GetPartition', 'GetPartitions'];
  const queries = ['StartQueryExecution', 'StopQueryExecution', 'GetQueryExecution', 'GetQueryResults'];
  return [
    ...[
      ...prefixes.flatMap((prefix) => [get(by, `${prefix}${TAIL}`), list(by, prefix)]),
      onBucket(by, 'GetBucketLocation'),
      ...['Decrypt', 'GenerateDataKey'].flatMap((action) => [
        withKey(by, action, VIA_S3),
        call(by, `kms:${action}`, topicKey),
      ]),
      ...[own, ...others].map((object) => call(by, 's3:GetObject', object)),
      ...['PutObject', 'DeleteObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'].map((action) =>
        call(by, `s3:${action}`, own),
      ),
      ...['GetObject', 'PutObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'].map((action) =>
        call(by, `s3:${action}`, result),
      ),
      ...[curated, results].flatMap((bucket) =>
        ['GetBucketLocation', 'ListBucketMultipartUploads'].map((action) => call(by, `s3:${action}`, bucket)),
      ),
      call(by, 's3:ListBucket', curated, { 's3:prefix': `tables/${DATABASE}/reported_root/` }),
      call(by, 's3:ListBucket', results, { 's3:prefix': `${DATABASE}/` }),
      ...around.flatMap((resource) =>
        ['GetDatabase', ...reading, 'CreateTable', 'UpdateTable'].map((action) => call(by, `glue:${action}`, resource)),
      ),
      ...read.flatMap((name) => reading.map((action) => call(by, `glue:${action}`, table(name)))),
      ...['CreateTable', 'UpdateTable'].map((action) => call(by, `glue:${action}`, table('reported_root'))),
      ...queries.map((action) => call(by, `athena:${action}`, workGroup)),
      call(by, 'athena:GetDataCatalog', arn('athena', CENTRAL, 'datacatalog/AwsDataCatalog')),
      call(by, 'states:ListExecutions', machine),
      call(by, 'states:GetExecutionHistory', execution(machineId(central))),
      call(by, 'sns:Publish', topic),
      call(by, 'events:PutEvents', bus, ours),
    ].map(allowed),
    ...[
      ...prefixes.map((prefix) => put(by, `${prefix}${TAIL}`)),
      ...['history/v2/', 'other/', ''].flatMap((prefix) => [get(by, `${prefix}object`), list(by, prefix)]),
      ...administration(by),
      ...others.flatMap((object) => ['PutObject', 'DeleteObject'].map((action) => call(by, `s3:${action}`, object))),
      call(by, 's3:GetObject', `${curated}/results/answer.csv`),
      call(by, 's3:GetObject', `${results}/another/answer.csv`),
      call(by, 's3:DeleteObject', result),
      call(by, 's3:ListBucket', curated, { 's3:prefix': 'results/' }),
      call(by, 's3:ListBucket', results, { 's3:prefix': 'another/' }),
      call(by, 'glue:DeleteTable', table('reported_root')),
      ...[...foreign, 'sessions', 'session_events', 'manifests'].flatMap((name) =>
        ['CreateTable', 'UpdateTable', 'DeleteTable'].map((action) => call(by, `glue:${action}`, table(name))),
      ),
      call(by, 'glue:GetTable', glue('table/another/secrets')),
      ...['curation', 'trail'].flatMap((name) =>
        queries.map((action) => call(by, `athena:${action}`, arn('athena', CENTRAL, `workgroup/${DATABASE}_${name}`))),
      ),
      call(by, 'athena:UpdateWorkGroup', workGroup),
      call(by, 'states:StartExecution', machine),
      call(by, 'states:ListExecutions', arn('states', CENTRAL, 'stateMachine:another')),
      call(by, 'states:GetExecutionHistory', execution('another')),
      call(by, 'states:StopExecution', execution(machineId(central))),
      call(by, 'sns:Publish', arn('sns', CENTRAL, 'another')),
      call(by, 'sns:Subscribe', topic),
      call(by, 'events:PutEvents', bus),
      call(by, 'events:PutEvents', bus, { 'events:source': ['somebody.else'] }),
      call(by, 'events:PutEvents', bus, { 'events:source': ['cdk-ssm-session-archive', 'somebody.else'] }),
      call(by, 'events:PutEvents', arn('events', CENTRAL, 'event-bus/another'), ours),
      call(by, 'kms:Encrypt', topicKey),
      call(by, 'kms:Decrypt', arn('kms', CENTRAL, 'key/another')),
      call(by, 'ssm:DescribeSessions'),
    ].map(denied),
  ];
}

/** Who may assume the roles of an alert, and what its schedule may do. */
export function alertStart(central: Deployed): Case[] {
  const starter = madeRole(central, 'ArchiveAlertsRootStarterRole');
  const { arn: ofStarter = '' } = starter;
  const { arn: ofMachine = '' } = madeRole(central, 'ArchiveAlertsRootRole');
  const machine = arn('states', CENTRAL, `stateMachine:${machineId(central)}`);
  const assume = (caller: Caller, role: string, context?: Context) =>
    call(caller, 'sts:AssumeRole', role, context, CENTRAL);
  const source = (account: string, sourceArn = ''): Context => ({
    'aws:SourceAccount': account,
    'aws:SourceArn': sourceArn,
  });
  return [
    ...[
      assume(service('scheduler'), ofStarter, source(CENTRAL)),
      assume(service('states'), ofMachine, source(CENTRAL, machine)),
      call(starter, 'states:StartExecution', machine),
    ].map(allowed),
    ...[
      assume(service('scheduler'), ofStarter, source(STRANGER)),
      assume(service('scheduler'), ofStarter),
      assume(service('events'), ofStarter, source(CENTRAL)),
      assume(service('states'), ofMachine, source(STRANGER, machine)),
      assume(service('states'), ofMachine, source(CENTRAL, machine.replace(CENTRAL, STRANGER))),
      assume(service('states'), ofMachine),
      ...[ofStarter, ofMachine].flatMap((role) =>
        [administrator(CENTRAL), administrator(STRANGER)].map((caller) => assume(caller, role)),
      ),
      call(starter, 'states:StartExecution', arn('states', CENTRAL, 'stateMachine:another')),
      call(starter, 'sns:Publish', arn('sns', CENTRAL, logicalId(central, 'AWS::SNS::Topic', 'Watch'))),
    ].map(denied),
  ];
}
