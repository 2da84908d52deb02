// What README, docs/operations.md and docs/organization.md promise about rights, as requests that IAM allows or denies.
import { REGION } from '../../deployed/calls';
import { ARCHIVE_PREFIXES, scopePrefixes } from '../../../lib/contract';
import type { Caller, Context, Request } from './evaluate';
import { ANONYMOUS, get, INSECURE, list, put, request, s3, service, throughS3 } from './requests';

/** One promise. */
export interface Cases {
  readonly title: string;
  readonly allowed?: readonly Request[];
  readonly denied?: readonly Request[];
}

/** Where things are; ARNs. */
export interface Archive {
  readonly account: string;
  readonly bucket: string;
  readonly key: string;
  readonly results: string;
}

export interface Reporter {
  readonly account: string;
  readonly regions: readonly string[];
  readonly role: string;
  readonly scheduleRole: string;
  readonly function: string;
  readonly deadLetterQueue: string;
  readonly logGroup: string;
}

export const ELSEWHERE = 'ap-southeast-2';
const DAY = 'day=2026-01-31/object';

/** One object of each of the archive's prefixes, of one scope. */
function objectsOf({ bucket }: Archive, accountId: string, region: string): string[] {
  return scopePrefixes({ accountId, region }).map((prefix) => `${bucket}/${prefix}${DAY}`);
}

/** Who reads, adds to and lists one scope, as a reporter does, through S3 and with the key. */
export function archiving(by: Caller, archive: Archive, account: string, region: string): Request[] {
  return [
    ...objectsOf(archive, account, region).flatMap((object) => [put(by, object), get(by, object)]),
    ...scopePrefixes({ accountId: account, region }).map((prefix) => list(by, archive.bucket, prefix)),
  ];
}

export const usingKey = (by: Caller, { key }: Archive): Request[] =>
  ['Decrypt', 'GenerateDataKey'].map((action) => throughS3(by, action, key));

/** Whatever could be tried on an object of the archive, but with the header that keeps from overwriting. */
const objectActions = (by: Caller, object: string): Request[] =>
  [
    ...['GetObjectVersion', 'GetObjectTagging', 'PutObjectTagging', 'PutObjectAcl', 'RestoreObject'],
    ...['AbortMultipartUpload', ...REPLICATING, ...TAKING_AWAY],
  ].map((action) => s3(by, action, object));

const bucketActions = (by: Caller, bucket: string): Request[] =>
  ['ListBucketVersions', 'GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy', 'DeleteBucket', ...WEAKENING].map(
    (action) => s3(by, action, bucket),
  );

/** What replication does to a bucket. */
const REPLICATING = ['ReplicateObject', 'ReplicateDelete', 'ReplicateTags'];
const TAKING_AWAY = [
  'DeleteObject',
  'DeleteObjectVersion',
  'UpdateObjectEncryption',
  'BypassGovernanceRetention',
  'PutObjectRetention',
  'PutObjectLegalHold',
];
const WEAKENING = [
  'PutLifecycleConfiguration',
  'PutIntelligentTieringConfiguration',
  'PutBucketVersioning',
  'PutBucketObjectLockConfiguration',
  'PutEncryptionConfiguration',
];
/** What IAM decides alone. None changes what a reader gets, or it is how a mistake in the policy is corrected. */
const LEFT_TO_IAM = {
  // Tags and ACLs are beside the object; ACLs are turned off. A restored copy is what the object was.
  object: ['PutObjectTagging', 'PutObjectVersionTagging', 'DeleteObjectTagging', 'PutObjectAcl', 'RestoreObject'],
  // S3 deletes an empty bucket only. Replicating out of the archive makes a backup.
  bucket: ['PutBucketPolicy', 'DeleteBucketPolicy', 'DeleteBucket', 'PutReplicationConfiguration'],
};

export function reporterCases(by: Caller, archive: Archive, reporter: Reporter, foreign: readonly string[]): Cases[] {
  const { account, regions, role, scheduleRole, deadLetterQueue, logGroup } = reporter;
  const own = regions.map((region) => archiving(by, archive, account, region));
  const others = [
    ...foreign.flatMap((other) => archiving(by, archive, other, REGION)),
    ...archiving(by, archive, account, ELSEWHERE).filter(() => !regions.includes(ELSEWHERE)),
  ];
  const [object = ''] = objectsOf(archive, account, regions[0] ?? '');
  const inRegion = (region: string): Request =>
    request(by, 'ssm:DescribeSessions', '*', { 'aws:RequestedRegion': region });
  const scheduler = (source: Context): Request =>
    request(service('scheduler.amazonaws.com', 'Scheduler', source), 'sts:AssumeRole', scheduleRole);
  const schedules = `arn:aws:scheduler:${REGION}:${account}:schedule-group/default`;
  return [
    { title: 'a reporter adds to, reads and lists its own Regions', allowed: own.flat() },
    { title: 'a reporter reaches no other Region, account, prefix or bucket', denied: others },
    {
      title: 'a reporter lists nothing above its own prefixes',
      denied: [
        list(by, archive.bucket),
        ...['', ...ARCHIVE_PREFIXES, ...scopePrefixes({ accountId: account, region: '' })].map((prefix) =>
          list(by, archive.bucket, prefix.replace(/\/$/, '')),
        ),
      ],
    },
    {
      title: 'a reporter overwrites, deletes and changes nothing',
      denied: [
        put(by, object, { 's3:if-none-match': undefined }),
        ...objectActions(by, object),
        ...bucketActions(by, archive.bucket),
      ],
    },
    {
      title: 'a reporter uses the key to read and to write, and manages it in no way',
      allowed: usingKey(by, archive),
      denied: ['ScheduleKeyDeletion', 'DisableKey', 'PutKeyPolicy', 'CreateGrant', 'Encrypt'].map((action) =>
        request(by, `kms:${action}`, archive.key),
      ),
    },
    {
      title: 'a reporter reaches its bucket over TLS 1.2 and up',
      allowed: [put(by, object, { 's3:TlsVersion': '1.2' })],
      denied: INSECURE.flatMap((context) => [put(by, object, context), get(by, object, context)]),
    },
    {
      title: 'a reporter lists sessions in its Regions, and does nothing else there',
      allowed: regions.map(inRegion),
      denied: [
        ...(regions.includes(ELSEWHERE) ? [] : [inRegion(ELSEWHERE)]),
        request(by, 'ssm:StartSession', `arn:aws:ec2:${REGION}:${account}:instance/i-0123456789abcdef0`),
        request(by, 'ssm:TerminateSession', `arn:aws:ssm:${REGION}:${account}:session/someone-1`),
        request(by, 'ssm:GetParameter', `arn:aws:ssm:${REGION}:${account}:parameter/secret`),
      ],
    },
    {
      title: 'a reporter writes its log and parks its events',
      allowed: [
        ...['CreateLogStream', 'PutLogEvents'].map((action) =>
          request(by, `logs:${action}`, logGroup.replace(/\*$/, 'log-stream:one')),
        ),
        request(by, 'sqs:SendMessage', deadLetterQueue),
      ],
      denied: [
        request(by, 'logs:DeleteLogGroup', logGroup.replace(/:\*$/, '')),
        request(by, 'sqs:ReceiveMessage', deadLetterQueue),
        request(by, 'sqs:SendMessage', deadLetterQueue, { 'aws:SecureTransport': 'false' }),
        request(by, 'lambda:InvokeFunction', reporter.function),
      ],
    },
    {
      title: 'Lambda alone assumes the role of a reporter',
      allowed: [request(service('lambda.amazonaws.com', 'Lambda'), 'sts:AssumeRole', role)],
      denied: [
        request(service('scheduler.amazonaws.com', 'Scheduler'), 'sts:AssumeRole', role),
        request(by, 'sts:AssumeRole', scheduleRole),
      ],
    },
    {
      title: "Scheduler assumes the schedule's role for the account's own schedules",
      allowed: [scheduler({ 'aws:SourceAccount': account, 'aws:SourceArn': schedules })],
      denied: [
        scheduler({ 'aws:SourceAccount': '555566667777', 'aws:SourceArn': schedules }),
        scheduler({ 'aws:SourceAccount': account, 'aws:SourceArn': schedules.replace('default', 'other') }),
        scheduler({}),
        request(service('lambda.amazonaws.com', 'Lambda'), 'sts:AssumeRole', scheduleRole),
      ],
    },
  ];
}

export function scheduleCases(by: Caller, archive: Archive, reporter: Reporter): Cases {
  const [object = ''] = objectsOf(archive, reporter.account, reporter.regions[0] ?? '');
  return {
    title: 'the role of the schedule invokes the function, parks what cannot be delivered, and does nothing else',
    allowed: [
      request(by, 'lambda:InvokeFunction', reporter.function),
      request(by, 'sqs:SendMessage', reporter.deadLetterQueue),
    ],
    denied: [
      request(by, 'lambda:InvokeFunction', `${reporter.function}:1`),
      request(by, 'lambda:UpdateFunctionCode', reporter.function),
      request(by, 'sqs:ReceiveMessage', reporter.deadLetterQueue),
      put(by, object),
      get(by, object),
      request(by, 'ssm:DescribeSessions', '*'),
    ],
  };
}

/** Nobody whose own policies say nothing gets in anywhere, in whatever account. */
export function nobodyCases(callers: readonly Caller[], archive: Archive, accounts: readonly string[]): Cases {
  return {
    title: 'a role without a policy reaches nothing',
    denied: [...callers, ANONYMOUS].flatMap((by) => [
      ...accounts.flatMap((account) => archiving(by, archive, account, REGION)),
      ...usingKey(by, archive),
      list(by, archive.bucket),
      put(by, `${archive.results}/session_archive/object`),
      get(by, `${archive.results}/session_archive/object`),
      list(by, archive.bucket, ''),
      s3(by, 'DeleteObject', objectsOf(archive, archive.account, REGION)[0] ?? ''),
    ]),
  };
}

/** Somebody whose own policies allow everything, outside the archive's account and without any admission. */
export function strangerCases(by: Caller, archive: Archive, accounts: readonly string[]): Cases {
  const [object = ''] = objectsOf(archive, archive.account, REGION);
  return {
    title: `${by.title} reaches nothing, whatever its own account allows`,
    denied: [
      ...accounts.flatMap((account) => archiving(by, archive, account, REGION)),
      ...usingKey(by, archive),
      ...objectActions(by, object),
      ...bucketActions(by, archive.bucket),
      get(by, `${archive.results}/session_archive/object`),
    ],
  };
}

/** Somebody of an account that may write, whose own policies allow everything. */
export function memberCases(by: Caller, archive: Archive, account: string, others: readonly string[]): Cases[] {
  const own = objectsOf(archive, account, ELSEWHERE);
  return [
    {
      title:
        'an account that may write adds to, reads and lists what is its own, in any Region, through S3 with the key',
      allowed: [...archiving(by, archive, account, ELSEWHERE), ...usingKey(by, archive)],
      denied: [
        ...others.flatMap((other) => archiving(by, archive, other, REGION)),
        ...[undefined, '', ...ARCHIVE_PREFIXES].map((prefix) => list(by, archive.bucket, prefix)),
        put(by, `${archive.bucket}/sessions/v2/account_id=${account}/object`),
        get(by, `${archive.results}/session_archive/object`),
      ],
    },
    {
      title: 'an account that may write overwrites and deletes nothing, not even its own',
      denied: [
        ...own.flatMap((object) => [put(by, object, { 's3:if-none-match': undefined }), ...objectActions(by, object)]),
        ...bucketActions(by, archive.bucket),
      ],
    },
    {
      title: 'an account that may write uses the key through S3 alone, in the Region of the bucket',
      denied: [
        ...['Decrypt', 'GenerateDataKey'].flatMap((action) => [
          request(by, `kms:${action}`, archive.key),
          throughS3(by, action, archive.key, { 'kms:ViaService': `s3.${ELSEWHERE}.amazonaws.com` }),
          throughS3(by, action, archive.key, { 'kms:ViaService': `ebs.${REGION}.amazonaws.com` }),
        ]),
        throughS3(by, 'DescribeKey', archive.key),
        request(by, 'kms:PutKeyPolicy', archive.key),
        request(by, 'kms:ScheduleKeyDeletion', archive.key),
      ],
    },
  ];
}

/** Somebody of the archive's account whose own policies allow everything. */
export function powerfulCases(by: Caller, archive: Archive, isAdministrator: boolean): Cases[] {
  const objects = objectsOf(archive, archive.account, REGION);
  const [object = ''] = objects;
  const guarded = [
    ...objects.flatMap((each) => TAKING_AWAY.map((action) => s3(by, action, each))),
    ...WEAKENING.map((action) => s3(by, action, archive.bucket)),
  ];
  return [
    {
      title: `${by.title} overwrites nothing: neither by putting nor by replicating`,
      allowed: [...objects.map((each) => put(by, each)), s3(by, 'PutObject', `${archive.bucket}/mine/object`)],
      denied: objects.flatMap((each) => [
        put(by, each, { 's3:if-none-match': undefined }),
        ...REPLICATING.map((action) => s3(by, action, each)),
      ]),
    },
    {
      title: `${by.title} ${isAdministrator ? 'deletes and sets locks' : 'takes nothing away and weakens nothing'}`,
      ...(isAdministrator ? { allowed: guarded } : { denied: guarded }),
    },
    {
      title: `${by.title} does what is left to IAM`,
      allowed: [
        ...LEFT_TO_IAM.object.map((action) => s3(by, action, object)),
        ...LEFT_TO_IAM.bucket.map((action) => s3(by, action, archive.bucket)),
        s3(by, 'DeleteObject', `${archive.bucket}/mine/object`),
        request(by, 'kms:PutKeyPolicy', archive.key),
      ],
    },
    {
      title: `${by.title} uses TLS 1.2 and up`,
      allowed: [get(by, `${archive.results}/session_archive/object`, { 's3:TlsVersion': '1.2' })],
      denied: INSECURE.flatMap((context) =>
        [archive.bucket, archive.results].flatMap((bucket) => [
          list(by, bucket, '', context),
          get(by, `${bucket}/${bucket === archive.bucket ? 'mine' : 'session_archive'}/object`, context),
        ]),
      ),
    },
  ];
}

/** What a copy of the archive needs, and what `verify` asks for: the two prefixes and what is below them. */
export function readingCases(by: Caller, archive: Archive, accounts: readonly string[]): Cases {
  const objects = accounts.flatMap((account) => objectsOf(archive, account, REGION));
  const prefixes = accounts.flatMap((accountId) => scopePrefixes({ accountId, region: REGION }));
  return {
    title: `${by.title} copies both prefixes with aws s3 sync, and verifies`,
    allowed: [
      ...ARCHIVE_PREFIXES.flatMap((prefix) => [
        list(by, archive.bucket, prefix),
        list(by, archive.bucket, prefix, { 's3:delimiter': '/' }),
      ]),
      ...prefixes.map((prefix) => list(by, archive.bucket, prefix)),
      ...objects.map((object) => get(by, object)),
      throughS3(by, 'Decrypt', archive.key),
    ],
    denied: [
      list(by, archive.bucket, ''),
      list(by, archive.bucket, 'sessions/v2/'),
      get(by, `${archive.bucket}/other/object`),
      ...objects.map((object) => put(by, object)),
      ...objects.slice(0, 2).flatMap((object) => objectActions(by, object)),
      ...bucketActions(by, archive.bucket),
      ...['Encrypt', 'ScheduleKeyDeletion', 'PutKeyPolicy'].map((action) => request(by, `kms:${action}`, archive.key)),
    ],
  };
}

/** What the console and the drivers call, beyond reading: for a principal that `grantRead` lets ask. */
export function askingCases(by: Caller, archive: Archive, database: string): Cases[] {
  const { account, bucket, results } = archive;
  const arn = (name: string, resource: string): string => `arn:aws:${name}:${REGION}:${account}:${resource}`;
  const athena = (resource: string, ...actions: string[]): Request[] =>
    actions.map((action) => request(by, `athena:${action}`, resource));
  const workGroup = arn('athena', `workgroup/${database}`);
  const glueResources = ['catalog', `database/${database}`];
  const table = (name: string): string => arn('glue', `table/${database}/${name}`);
  const glue = (action: string, ...resources: string[]): Request[] =>
    resources.map((resource) => request(by, `glue:${action}`, resource));
  const inCatalog = glueResources.map((resource) => arn('glue', resource));
  const toTables = [...inCatalog, table('session_records'), table('sessions')];
  const answer = `${results}/${database}/answer.csv`;
  return [
    {
      title: `${by.title} looks around in the console and in a driver`,
      allowed: [
        ...athena('*', 'ListWorkGroups', 'ListEngineVersions', 'ListDataCatalogs'),
        ...athena(
          arn('athena', 'datacatalog/AwsDataCatalog'),
          ...['GetDataCatalog', 'ListDatabases', 'GetDatabase', 'ListTableMetadata', 'GetTableMetadata'],
        ),
        ...['GetDatabase', 'GetDatabases'].flatMap((action) => glue(action, ...inCatalog)),
        ...['GetTable', 'GetTables', 'GetPartition', 'GetPartitions', 'BatchGetPartition'].flatMap((action) =>
          glue(action, ...toTables),
        ),
      ],
      denied: [
        ...glue('GetTable', arn('glue', 'table/other/table')),
        ...['UpdateTable', 'DeleteTable', 'CreateTable'].flatMap((action) => glue(action, table('session_records'))),
        ...athena(arn('athena', 'datacatalog/AwsDataCatalog'), 'DeleteDataCatalog'),
      ],
    },
    {
      title: `${by.title} asks in the archive's workgroup`,
      allowed: [
        ...athena(
          workGroup,
          ...[
            'GetWorkGroup',
            'StartQueryExecution',
            'StopQueryExecution',
            'GetQueryExecution',
            'BatchGetQueryExecution',
          ],
          ...['ListQueryExecutions', 'GetQueryResults', 'GetQueryResultsStream'],
          ...['GetNamedQuery', 'BatchGetNamedQuery', 'ListNamedQueries'],
        ),
        s3(by, 'GetBucketLocation', bucket),
      ],
      denied: [
        ...athena(arn('athena', 'workgroup/primary'), 'StartQueryExecution', 'GetQueryResults'),
        ...athena(workGroup, 'UpdateWorkGroup', 'DeleteWorkGroup', 'CreateNamedQuery', 'DeleteNamedQuery'),
      ],
    },
    {
      title: `${by.title} has results written, and reads them`,
      allowed: [
        ...['GetObject', 'PutObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'].map((action) =>
          s3(by, action, answer),
        ),
        list(by, results, `${database}/`),
        s3(by, 'GetBucketLocation', results),
        s3(by, 'ListBucketMultipartUploads', results),
        throughS3(by, 'GenerateDataKey', archive.key),
      ],
      denied: [
        get(by, `${results}/other/answer.csv`),
        put(by, `${results}/other/answer.csv`),
        list(by, results, ''),
        s3(by, 'DeleteObject', answer),
        ...INSECURE.map((context) => get(by, answer, context)),
      ],
    },
  ];
}

/** Somebody who was given `grantWrite`. */
export function writingCases(by: Caller, archive: Archive, accounts: readonly string[]): Cases {
  const objects = accounts.flatMap((account) => objectsOf(archive, account, REGION));
  return {
    title: 'grantWrite lets add for every account and Region, and neither overwrite nor delete',
    allowed: [...accounts.flatMap((account) => archiving(by, archive, account, REGION)), ...usingKey(by, archive)],
    denied: [
      ...objects.map((object) => put(by, object, { 's3:if-none-match': undefined })),
      ...objects.slice(0, 2).flatMap((object) => objectActions(by, object)),
      ...bucketActions(by, archive.bucket),
      put(by, `${archive.bucket}/other/object`),
      list(by, archive.bucket, ''),
    ],
  };
}
