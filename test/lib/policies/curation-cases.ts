// What the state machine of the curation may do, and who may start it.
import { HISTORY_PREFIX } from '../../../lib/contract';
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
  OLD_TLS,
  PLAIN,
  put,
  scopePrefixes,
  TAIL,
  VIA_S3,
  withKey,
  type Context,
} from './requests';
import { CENTRAL, DATABASE, MEMBER, REGION, STRANGER, type Deployed } from './stacks';

const stateMachine = (central: Deployed) =>
  arn('states', CENTRAL, `stateMachine:${logicalId(central, 'AWS::StepFunctions::StateMachine', 'ArchiveCuration')}`);

/** The role of the state machine: reads all records, keeps two tables and two views. */
export function curation(central: Deployed): Case[] {
  const by = madeRole(central, 'ArchiveCurationRole');
  const bucket = `arn:aws:s3:::${logicalId(central, 'AWS::S3::Bucket', 'ArchiveCurationBucket').toLowerCase()}`;
  const file = `${bucket}/tables/curated_sessions/data/a.parquet`;
  const glue = (resource: string) => arn('glue', CENTRAL, resource);
  const table = (name: string) => glue(`table/${DATABASE}/${name}`);
  const workGroup = arn('athena', CENTRAL, `workgroup/${DATABASE}_curation`);
  const prefixes = [CENTRAL, MEMBER].flatMap((account) => scopePrefixes(account, REGION));
  const own = ['curated_sessions', 'curated_snapshots'];
  const views = ['sessions', 'snapshots'];
  // The view for a SIEM reads another view and is never put in anew.
  const records = ['history_records', 'active_records', 'manifests', 'ocsf_authentication'];
  const reading = ['GetTable', 'GetTables', 'GetPartition', 'GetPartitions'];
  const around = [glue('catalog'), glue(`database/${DATABASE}`)];
  return [
    ...[
      ...prefixes.flatMap((prefix) => [get(by, `${prefix}${TAIL}`), list(by, prefix)]),
      onBucket(by, 'GetBucketLocation'),
      withKey(by, 'Decrypt', VIA_S3),
      withKey(by, 'GenerateDataKey', VIA_S3),
      ...['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'].flatMap(
        (action) => [file, `${bucket}/results/answer.csv`].map((object) => call(by, `s3:${action}`, object)),
      ),
      ...['GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads'].map((action) =>
        call(by, `s3:${action}`, bucket),
      ),
      ...around.flatMap((resource) =>
        ['GetDatabase', ...reading, 'CreateTable', 'DeleteTable', 'UpdateTable'].map((action) =>
          call(by, `glue:${action}`, resource),
        ),
      ),
      ...[...own, ...views, ...records].flatMap((name) =>
        reading.map((action) => call(by, `glue:${action}`, table(name))),
      ),
      ...own.flatMap((name) =>
        ['CreateTable', 'DeleteTable', 'UpdateTable'].map((action) => call(by, `glue:${action}`, table(name))),
      ),
      ...views.map((name) => call(by, 'glue:UpdateTable', table(name))),
      ...['StartQueryExecution', 'StopQueryExecution', 'GetQueryExecution', 'GetQueryResults'].map((action) =>
        call(by, `athena:${action}`, workGroup),
      ),
      call(by, 'athena:GetDataCatalog', arn('athena', CENTRAL, 'datacatalog/AwsDataCatalog')),
      call(by, 'states:ListExecutions', stateMachine(central)),
    ].map(allowed),
    ...[
      ...prefixes.map((prefix) => put(by, `${prefix}${TAIL}`)),
      ...['history/v2/', 'other/', ''].flatMap((prefix) => [get(by, `${prefix}object`), list(by, prefix)]),
      ...administration(by),
      call(by, 's3:GetObject', 'arn:aws:s3:::another/object'),
      call(by, 's3:DeleteObject', file, OLD_TLS),
      call(by, 's3:DeleteObject', file, PLAIN),
      call(by, 's3:ListBucket', bucket, OLD_TLS),
      call(by, 's3:ListBucket', bucket, PLAIN),
      call(by, 's3:PutBucketPolicy', bucket),
      call(by, 's3:PutLifecycleConfiguration', bucket),
      ...records.flatMap((name) =>
        ['CreateTable', 'DeleteTable', 'UpdateTable'].map((action) => call(by, `glue:${action}`, table(name))),
      ),
      ...views.flatMap((name) =>
        ['CreateTable', 'DeleteTable'].map((action) => call(by, `glue:${action}`, table(name))),
      ),
      call(by, 'glue:DeleteDatabase', glue(`database/${DATABASE}`)),
      call(by, 'glue:GetTable', glue('table/another/secrets')),
      call(by, 'glue:GetDatabase', glue('database/another')),
      ...['StartQueryExecution', 'GetQueryResults'].map((action) =>
        call(by, `athena:${action}`, arn('athena', CENTRAL, `workgroup/${DATABASE}`)),
      ),
      call(by, 'athena:UpdateWorkGroup', workGroup),
      call(by, 'states:StartExecution', stateMachine(central)),
      call(by, 'states:ListExecutions', arn('states', CENTRAL, 'stateMachine:another')),
      call(by, 'ssm:DescribeSessions'),
      call(by, 'kms:Decrypt', arn('kms', CENTRAL, 'key/another')),
    ].map(denied),
  ];
}

/** Who may assume the roles of the curation, and what its schedule and its rule may do. */
export function curationStart(central: Deployed): Case[] {
  const starter = madeRole(central, 'ArchiveCurationStarterRole');
  const { arn: ofStarter = '' } = starter;
  const { arn: ofMachine = '' } = madeRole(central, 'ArchiveCurationRole');
  const assume = (caller: Caller, role: string, context?: Context) =>
    call(caller, 'sts:AssumeRole', role, context, CENTRAL);
  const source = (account: string, sourceArn = ''): Context => ({
    'aws:SourceAccount': account,
    'aws:SourceArn': sourceArn,
  });
  const machine = stateMachine(central);
  const foreign = machine.replace(CENTRAL, STRANGER);
  return [
    ...[
      assume(service('scheduler'), ofStarter, source(CENTRAL)),
      assume(service('events'), ofStarter, source(CENTRAL)),
      assume(service('states'), ofMachine, source(CENTRAL, machine)),
      call(starter, 'states:StartExecution', machine),
    ].map(allowed),
    ...[
      assume(service('scheduler'), ofStarter, source(STRANGER)),
      assume(service('events'), ofStarter, source(STRANGER)),
      assume(service('scheduler'), ofStarter),
      assume(service('states'), ofStarter, source(CENTRAL, machine)),
      assume(service('states'), ofMachine, source(STRANGER, machine)),
      assume(service('states'), ofMachine, source(CENTRAL, foreign)),
      assume(service('states'), ofMachine, source(CENTRAL, arn('states', CENTRAL, 'activity:another'))),
      assume(service('states'), ofMachine),
      assume(service('lambda'), ofMachine, source(CENTRAL, machine)),
      ...[ofStarter, ofMachine].flatMap((role) =>
        [administrator(CENTRAL), administrator(STRANGER)].map((caller) => assume(caller, role)),
      ),
      call(starter, 'states:StartExecution', arn('states', CENTRAL, 'stateMachine:another')),
      call(starter, 'states:UpdateStateMachine', machine),
      call(starter, 'athena:StartQueryExecution', arn('athena', CENTRAL, `workgroup/${DATABASE}_curation`)),
      get(starter, `${HISTORY_PREFIX}${TAIL}`),
    ].map(denied),
  ];
}
