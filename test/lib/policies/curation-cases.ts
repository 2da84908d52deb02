// What the state machine of the curation may do, and who may start it.
import { HISTORY_PREFIX } from '../../../lib/contract';
import { administrator, madeRole, service } from './callers';
import { logicalId } from './documents';
import type { Caller, Case, Request } from './evaluate';
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
import {
  CENTRAL,
  DATABASE,
  MEMBER,
  ORGANIZATION,
  REGION,
  STRANGER,
  TRAIL_BUCKET,
  TRAIL_KEY_ARN,
  TRAIL_PREFIX,
  type Deployed,
} from './stacks';

const stateMachine = (central: Deployed) =>
  arn('states', CENTRAL, `stateMachine:${logicalId(central, 'AWS::StepFunctions::StateMachine', 'ArchiveCuration')}`);

/** The role of the state machine: reads all records and the trail, writes four tables and replaces two views. */
export function curation(central: Deployed): Case[] {
  const by = madeRole(central, 'ArchiveCurationRole');
  const bucket = `arn:aws:s3:::${logicalId(central, 'AWS::S3::Bucket', 'ArchiveCurationBucket').toLowerCase()}`;
  const file = `${bucket}/tables/curated_sessions/data/a.parquet`;
  const glue = (resource: string) => arn('glue', CENTRAL, resource);
  const table = (name: string) => glue(`table/${DATABASE}/${name}`);
  const workGroups = ['curation', 'trail'].map((name) => arn('athena', CENTRAL, `workgroup/${DATABASE}_${name}`));
  const prefixes = [CENTRAL, MEMBER].flatMap((account) => scopePrefixes(account, REGION));
  const own = ['curated_sessions', 'curated_snapshots', 'curated_events', 'trail_days'];
  const views = ['sessions', 'snapshots'];
  // Tables and views that the curation only reads. ocsf_authentication and alibaba_connections read another view.
  const records = [
    'history_records',
    'active_records',
    'manifests',
    'ocsf_authentication',
    'alibaba_connections',
    'trail_files',
    'session_events',
  ];
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
      ...['StartQueryExecution', 'StopQueryExecution', 'GetQueryExecution', 'GetQueryResults'].flatMap((action) =>
        workGroups.map((workGroup) => call(by, `athena:${action}`, workGroup)),
      ),
      ...readTrail(by),
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
      ...workGroups.map((workGroup) => call(by, 'athena:UpdateWorkGroup', workGroup)),
      ...besideTrail(by),
      call(by, 'states:StartExecution', stateMachine(central)),
      call(by, 'states:ListExecutions', arn('states', CENTRAL, 'stateMachine:another')),
      call(by, 'ssm:DescribeSessions'),
      call(by, 'kms:Decrypt', arn('kms', CENTRAL, 'key/another')),
    ].map(denied),
  ];
}

const ofTrail = `arn:aws:s3:::${TRAIL_BUCKET}`;
const logFiles = [CENTRAL, MEMBER].map((account) => `${TRAIL_PREFIX}${account}/CloudTrail/${REGION}/2026/02/01/`);
const listTrail = (by: Caller, prefix: string) => call(by, 's3:ListBucket', ofTrail, { 's3:prefix': prefix });

/** The requests that read the log files of a trail. */
function readTrail(by: Caller): Request[] {
  return [
    ...logFiles.flatMap((prefix) => [call(by, 's3:GetObject', `${ofTrail}/${prefix}a.json.gz`), listTrail(by, prefix)]),
    call(by, 's3:GetBucketLocation', ofTrail),
    call(by, 'kms:Decrypt', TRAIL_KEY_ARN),
  ];
}

/** Other requests to the trail's bucket: other logs, digests, keys outside the prefix, and writing. */
function besideTrail(by: Caller): Request[] {
  const beside = [
    `${TRAIL_PREFIX}${CENTRAL}/CloudTrail-Digest/${REGION}/2026/02/01/`,
    `${TRAIL_PREFIX}${CENTRAL}/elasticloadbalancing/${REGION}/`,
    `logs/AWSLogs/${CENTRAL}/CloudTrail/${REGION}/2026/02/01/`,
    `AWSLogs/${ORGANIZATION}/${CENTRAL}/CloudTrail/${REGION}/`,
    'logs/',
    '',
  ];
  return [
    ...beside.flatMap((prefix) => [call(by, 's3:GetObject', `${ofTrail}/${prefix}object`), listTrail(by, prefix)]),
    ...['PutObject', 'DeleteObject'].flatMap((action) =>
      logFiles.map((prefix) => call(by, `s3:${action}`, `${ofTrail}/${prefix}a.json.gz`)),
    ),
    ...['PutBucketPolicy', 'GetBucketPolicy', 'PutLifecycleConfiguration'].map((action) =>
      call(by, `s3:${action}`, ofTrail),
    ),
    call(by, 'kms:GenerateDataKey', TRAIL_KEY_ARN),
  ];
}

/** Readers of the archive have no right on the trail. They read what the curation has copied. */
export function noTrail(readers: readonly Caller[]): Case[] {
  return readers.flatMap((by) => [...readTrail(by), ...besideTrail(by)]).map(denied);
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
