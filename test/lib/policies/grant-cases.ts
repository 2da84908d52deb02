import { accountPrefixes, ARCHIVE_PREFIXES } from '../../../lib/contract';
import { FOREIGN_READER, FOREIGN_READER_WITHOUT_POLICY, roleOf } from './callers';
import { logicalId } from './documents';
import type { Case } from './evaluate';
import {
  BESIDE,
  OLD_TLS,
  PLAIN,
  TAIL,
  VIA_S3,
  administration,
  allowed,
  arn,
  call,
  denied,
  get,
  list,
  onBucket,
  onObject,
  put,
  scopePrefixes,
  useKey,
  withKey,
  work,
} from './requests';
import { CENTRAL, DATABASE, MEMBER, OTHER_REGION, REGION, type Deployed } from './stacks';

/** What `grantRead` allows: queries in the console and through a driver, copies of the archive, and `verify`. */
export function auditor(central: Deployed): Case[] {
  const by = roleOf(CENTRAL, 'Auditor');
  const results = `arn:aws:s3:::${logicalId(central, 'AWS::S3::Bucket', 'ArchiveQueries').toLowerCase()}`;
  const curated = `arn:aws:s3:::${logicalId(central, 'AWS::S3::Bucket', 'ArchiveCuration').toLowerCase()}`;
  const answer = `${results}/${DATABASE}/answer.csv`;
  const workGroup = arn('athena', CENTRAL, `workgroup/${DATABASE}`);
  const catalog = arn('athena', CENTRAL, 'datacatalog/AwsDataCatalog');
  const glue = (resource: string) => arn('glue', CENTRAL, resource);
  const definitions: readonly [resource: string, actions: readonly string[]][] = [
    [
      'catalog',
      ['GetDatabase', 'GetDatabases', 'GetTable', 'GetTables', 'GetPartition', 'GetPartitions', 'BatchGetPartition'],
    ],
    [
      `database/${DATABASE}`,
      ['GetDatabase', 'GetDatabases', 'GetTable', 'GetTables', 'GetPartition', 'GetPartitions', 'BatchGetPartition'],
    ],
    [
      `table/${DATABASE}/history_records`,
      ['GetTable', 'GetTables', 'GetPartition', 'GetPartitions', 'BatchGetPartition'],
    ],
  ];
  const objects = [CENTRAL, MEMBER].flatMap((account) =>
    scopePrefixes(account, OTHER_REGION).map((each) => `${each}${TAIL}`),
  );
  return [
    ...[
      // `aws s3 sync` lists either prefix. `verify` lists folder by folder.
      ...[...ARCHIVE_PREFIXES, ...accountPrefixes(MEMBER)].map((prefix) => list(by, prefix)),
      ...objects.map((key) => get(by, key)),
      withKey(by, 'Decrypt', VIA_S3),
      onBucket(by, 'GetBucketLocation'),
      ...definitions.flatMap(([resource, actions]) =>
        actions.map((action) => call(by, `glue:${action}`, glue(resource))),
      ),
      ...['ListWorkGroups', 'ListEngineVersions', 'ListDataCatalogs'].map((action) => call(by, `athena:${action}`)),
      ...['GetDataCatalog', 'ListDatabases', 'GetDatabase', 'ListTableMetadata', 'GetTableMetadata'].map((action) =>
        call(by, `athena:${action}`, catalog),
      ),
      ...[
        'GetWorkGroup',
        'StartQueryExecution',
        'StopQueryExecution',
        'GetQueryExecution',
        'BatchGetQueryExecution',
        'ListQueryExecutions',
        'GetQueryResults',
        'GetQueryResultsStream',
        'GetNamedQuery',
        'BatchGetNamedQuery',
        'ListNamedQueries',
      ].map((action) => call(by, `athena:${action}`, workGroup)),
      ...['GetObject', 'PutObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'].map((action) =>
        call(by, `s3:${action}`, answer),
      ),
      ...['GetBucketLocation', 'ListBucketMultipartUploads'].map((action) => call(by, `s3:${action}`, results)),
      call(by, 's3:ListBucket', results, { 's3:prefix': `${DATABASE}/` }),
      call(by, 's3:GetObject', `${curated}/tables/a.parquet`),
      call(by, 's3:GetBucketLocation', curated),
      call(by, 's3:ListBucket', curated, { 's3:prefix': 'tables/curated_sessions/' }),
      // Athena encrypts the results with the key of the archive.
      withKey(by, 'GenerateDataKey', VIA_S3),
    ].map(allowed),
    ...[
      ...objects.map((key) => put(by, key)),
      ...['history/v2/', 'other/', ''].flatMap((prefix) => [get(by, `${prefix}object`), list(by, prefix)]),
      onBucket(by, 'ListBucket'),
      ...administration(by),
      call(by, 's3:GetObject', `${results}/other/answer.csv`),
      call(by, 's3:PutObject', `${results}/other/answer.csv`),
      call(by, 's3:DeleteObject', answer),
      call(by, 's3:GetObject', `${curated}/results/answer.csv`),
      call(by, 's3:PutObject', `${curated}/tables/a.parquet`),
      call(by, 's3:DeleteObject', `${curated}/tables/a.parquet`),
      call(by, 's3:ListBucket', curated, { 's3:prefix': 'results/' }),
      call(by, 'states:StartExecution', arn('states', CENTRAL, 'stateMachine:any')),
      call(by, 's3:ListBucket', results, { 's3:prefix': 'other/' }),
      call(by, 's3:ListBucket', results, { 's3:prefix': `${DATABASE}/`, ...OLD_TLS }),
      call(by, 's3:ListBucket', results, { 's3:prefix': `${DATABASE}/`, ...PLAIN }),
      call(by, 's3:GetObject', answer, OLD_TLS),
      call(by, 's3:GetObject', answer, PLAIN),
      ...['StartQueryExecution', 'GetQueryResults', 'UpdateWorkGroup', 'DeleteWorkGroup'].map((action) =>
        call(by, `athena:${action}`, arn('athena', CENTRAL, 'workgroup/primary')),
      ),
      ...['UpdateWorkGroup', 'DeleteWorkGroup', 'CreateNamedQuery', 'DeleteNamedQuery'].map((action) =>
        call(by, `athena:${action}`, workGroup),
      ),
      call(by, 'glue:GetTable', glue('database/another')),
      call(by, 'glue:GetTable', glue('table/another/secrets')),
      call(by, 'glue:UpdateTable', glue(`table/${DATABASE}/history_records`)),
      call(by, 'glue:UpdateTable', glue(`table/${DATABASE}/ocsf_authentication`)),
      call(by, 'glue:DeleteDatabase', glue(`database/${DATABASE}`)),
      call(by, 'ssm:DescribeSessions'),
      call(by, 'kms:Decrypt', arn('kms', CENTRAL, 'key/another')),
    ].map(denied),
  ];
}

/** What `grantRead` allows a role of another account. */
export function foreignReader(): Case[] {
  const by = FOREIGN_READER;
  const prefixes = [CENTRAL, MEMBER].flatMap((account) => scopePrefixes(account, REGION));
  return [
    ...[
      ...prefixes.flatMap((prefix) => [get(by, `${prefix}${TAIL}`), list(by, prefix)]),
      withKey(by, 'Decrypt', VIA_S3),
    ].map(allowed),
    ...[
      ...prefixes.map((prefix) => put(by, `${prefix}${TAIL}`)),
      ...['history/v2/', 'other/'].flatMap((prefix) => work(by, prefix)),
      withKey(by, 'GenerateDataKey', VIA_S3),
      ...administration(by),
      ...prefixes.flatMap((prefix) => work(FOREIGN_READER_WITHOUT_POLICY, prefix)),
      ...useKey(FOREIGN_READER_WITHOUT_POLICY),
    ].map(denied),
  ];
}

/** What `grantWrite` allows: adding for every account and Region. */
export function writer(): Case[] {
  const by = roleOf(CENTRAL, 'Writer');
  const prefixes = [CENTRAL, MEMBER].flatMap((account) => scopePrefixes(account, OTHER_REGION));
  return [
    ...prefixes.flatMap((prefix) => work(by, prefix)).map(allowed),
    ...useKey(by).map(allowed),
    ...[
      ...BESIDE.flatMap((prefix) => work(by, prefix)),
      ...prefixes.map((prefix) => onObject(by, 'PutObject', `${prefix}${TAIL}`)),
      ...administration(by),
    ].map(denied),
  ];
}
