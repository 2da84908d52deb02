import {
  accountPrefixes,
  manifestsPrefix,
  MANIFESTS_PREFIX,
  sessionsPrefix,
  SESSIONS_PREFIX,
} from '../../../lib/contract';
import {
  administrator,
  ADMINISTRATORS,
  DELETION_ADMINISTRATORS,
  FOREIGN_READER,
  LONER,
  LOOKALIKES,
  madeRole,
  NOBODIES,
  roleOf,
  service,
} from './callers';
import { logicalId } from './documents';
import type { Caller, Case, Request } from './evaluate';
import {
  BUCKET,
  CENTRAL,
  DATABASE,
  KEY_ARN,
  MEMBER,
  OTHER_REGION,
  REGION,
  REGIONS,
  SISTER,
  STRANGER,
  type Deployed,
} from './stacks';

/** What the documents promise, and the requests that show it. */
export type Promises = Readonly<Record<string, readonly Case[]>>;

type Accounts = Readonly<Record<'central' | 'member', Deployed>>;
type Context = Request['context'];

const ARCHIVE = `arn:aws:s3:::${BUCKET}`;
const CREATES: Context = { 's3:if-none-match': '*' };
const VIA_S3: Context = {
  'kms:ViaService': `s3.${REGION}.amazonaws.com`,
};
/** Without TLS there is no version of it. */
const PLAIN: Context = { 'aws:SecureTransport': 'false', 's3:TlsVersion': null };
const OLD_TLS: Context = { 's3:TlsVersion': '1.1' };
const ELSEWHERE = 'eu-central-1';
const TAIL = 'day=2026-01-31/object';

const allowed = (request: Request): Case => ({ ...request, expected: 'allowed' });
const denied = (request: Request): Case => ({ ...request, expected: 'denied' });

const onBucket = (by: Caller, action: string, context?: Context): Request => ({
  by,
  action: `s3:${action}`,
  resource: ARCHIVE,
  resourceAccount: CENTRAL,
  context,
});
const onObject = (by: Caller, action: string, key: string, context?: Context): Request => ({
  ...onBucket(by, action, context),
  resource: `${ARCHIVE}/${key}`,
});
const put = (by: Caller, key: string): Request => onObject(by, 'PutObject', key, CREATES);
const get = (by: Caller, key: string): Request => onObject(by, 'GetObject', key);
const list = (by: Caller, prefix: string): Request => onBucket(by, 'ListBucket', { 's3:prefix': prefix });
const withKey = (by: Caller, action: string, context?: Context): Request => ({
  by,
  action: `kms:${action}`,
  resource: KEY_ARN,
  resourceAccount: CENTRAL,
  context,
});
const useKey = (by: Caller): Request[] => ['GenerateDataKey', 'Decrypt'].map((action) => withKey(by, action, VIA_S3));
/** A request about anything else in the caller's account, or in `account`. */
const call = (by: Caller, action: string, resource = '*', context?: Context, account?: string): Request => ({
  by,
  action,
  resource,
  resourceAccount: account ?? by.account ?? CENTRAL,
  context,
});
const arn = (serviceName: string, account: string, resource: string): string =>
  `arn:aws:${serviceName}:${REGION}:${account}:${resource}`;

const scopePrefixes = (accountId: string, region: string): string[] => [
  sessionsPrefix({ accountId, region }),
  manifestsPrefix({ accountId, region }),
];
const work = (by: Caller, prefix: string): Request[] => [
  put(by, `${prefix}${TAIL}`),
  get(by, `${prefix}${TAIL}`),
  list(by, prefix),
];
const BESIDE = ['sessions/v2/', 'manifests/', 'other/', ''];
const RECORD = `${sessionsPrefix({ accountId: CENTRAL, region: REGION })}${TAIL}`;
const MANIFEST = `${manifestsPrefix({ accountId: CENTRAL, region: REGION })}${TAIL}`;

/** What deletes, hides, changes or unlocks, or opens the archive: none of it is a reporter's or a reader's. */
const administration = (by: Caller): Request[] => [
  ...[
    'DeleteObject',
    'DeleteObjectVersion',
    'BypassGovernanceRetention',
    'PutObjectRetention',
    'PutObjectLegalHold',
    'PutObjectTagging',
    'PutObjectAcl',
    'RestoreObject',
    'ReplicateObject',
    'ReplicateDelete',
    'ReplicateTags',
    'UpdateObjectEncryption',
    'AbortMultipartUpload',
  ].flatMap((action) => [RECORD, MANIFEST].map((key) => onObject(by, action, key))),
  ...[
    'PutBucketPolicy',
    'DeleteBucketPolicy',
    'GetBucketPolicy',
    'PutLifecycleConfiguration',
    'PutBucketVersioning',
    'PutBucketObjectLockConfiguration',
    'PutEncryptionConfiguration',
    'PutReplicationConfiguration',
    'PutBucketPublicAccessBlock',
    'ListBucketVersions',
    'DeleteBucket',
  ].map((action) => onBucket(by, action)),
  ...['Encrypt', 'ReEncryptFrom', 'CreateGrant', 'PutKeyPolicy', 'DisableKey', 'ScheduleKeyDeletion'].map((action) =>
    withKey(by, action),
  ),
];

/** A reporter's role, of the Regions it archives. */
function reporter(deployed: Deployed, prefix: string, regions: readonly string[], others: readonly string[]): Case[] {
  const { account } = deployed;
  const by = madeRole(deployed, `${prefix}Role`);
  const logGroup = (name: string, stream = '') => arn('logs', account, `log-group:${name}${stream}`);
  const own = logicalId(deployed, 'AWS::Logs::LogGroup', prefix);
  const queue = arn('sqs', account, logicalId(deployed, 'AWS::SQS::Queue', prefix));
  const functionArn = arn('lambda', account, `function:${logicalId(deployed, 'AWS::Lambda::Function', prefix)}`);
  const describe = (region: string) => call(by, 'ssm:DescribeSessions', '*', { 'aws:RequestedRegion': region });
  return [
    ...regions.flatMap((region) => [
      describe(region),
      ...scopePrefixes(account, region).flatMap((each) => work(by, each)),
    ]),
    ...useKey(by),
    call(by, 'logs:CreateLogStream', logGroup(own, ':log-stream:one')),
    call(by, 'logs:PutLogEvents', logGroup(own, ':log-stream:one')),
    call(by, 'sqs:SendMessage', queue),
  ]
    .map(allowed)
    .concat(
      [
        ...others.flatMap((region) => [
          describe(region),
          ...scopePrefixes(account, region).flatMap((each) => work(by, each)),
        ]),
        ...[CENTRAL, MEMBER, SISTER]
          .filter((other) => other !== account)
          .flatMap((other) => scopePrefixes(other, REGION).flatMap((each) => work(by, each))),
        ...[...BESIDE, ...accountPrefixes(account)].flatMap((each) => work(by, each)),
        ...scopePrefixes(account, REGION).flatMap((each) => [
          onObject(by, 'PutObject', `${each}${TAIL}`),
          ...[PLAIN, OLD_TLS].flatMap((transport) =>
            work(by, each).map((one) => ({ ...one, context: { ...one.context, ...transport } })),
          ),
        ]),
        ...administration(by),
        withKey(by, 'GenerateDataKeyPair'),
        call(by, 'kms:Decrypt', arn('kms', account, 'key/another')),
        call(by, 'ssm:StartSession', arn('ec2', account, 'instance/i-0123456789abcdef0')),
        call(by, 'ssm:TerminateSession', arn('ssm', account, 'session/me-1')),
        call(by, 'logs:CreateLogStream', logGroup('another', ':log-stream:one')),
        call(by, 'logs:DeleteLogGroup', logGroup(own)),
        call(by, 'sqs:SendMessage', arn('sqs', account, 'another')),
        call(by, 'sqs:ReceiveMessage', queue),
        call(by, 'lambda:InvokeFunction', functionArn),
        { ...call(by, 'sqs:SendMessage', queue), context: { 'aws:SecureTransport': 'false' } },
        call(by, 'ec2:DescribeInstances'),
      ].map(denied),
      ['1.2', '1.3'].map((version) =>
        allowed(
          onObject(by, 'GetObject', `${sessionsPrefix({ accountId: account, region: REGION })}${TAIL}`, {
            's3:TlsVersion': version,
          }),
        ),
      ),
    );
}

/** Who may assume the roles of a reporter, and what its schedule may do. */
function schedule(deployed: Deployed, prefix: string): Case[] {
  const { account } = deployed;
  const by = madeRole(deployed, `${prefix}ScheduleRole`);
  const id = (type: string) => logicalId(deployed, type, prefix);
  const functionArn = arn('lambda', account, `function:${id('AWS::Lambda::Function')}`);
  const queue = arn('sqs', account, id('AWS::SQS::Queue'));
  const group = (owner: string, name = 'default') => arn('scheduler', owner, `schedule-group/${name}`);
  const assume = (caller: Caller, role: string, context?: Context) =>
    call(caller, 'sts:AssumeRole', role, context, account);
  const source = (sourceAccount: string, sourceArn: string): Context => ({
    'aws:SourceAccount': sourceAccount,
    'aws:SourceArn': sourceArn,
  });
  const scheduler = service('scheduler');
  const own = by.arn ?? '';
  const { arn: ofFunction = '' } = madeRole(deployed, `${prefix}Role`);
  return [
    ...[
      assume(scheduler, own, source(account, group(account))),
      assume(service('lambda'), ofFunction),
      call(by, 'lambda:InvokeFunction', functionArn),
      call(by, 'sqs:SendMessage', queue),
    ].map(allowed),
    ...[
      assume(scheduler, own, source(STRANGER, group(STRANGER))),
      // Either alone must be enough to tell.
      assume(scheduler, own, source(STRANGER, group(account))),
      assume(scheduler, own, source(account, group(STRANGER))),
      assume(scheduler, own, source(account, group(account, 'another'))),
      assume(scheduler, own),
      assume(service('lambda'), own),
      assume(service('events'), own, source(account, group(account))),
      assume(scheduler, ofFunction, source(account, group(account))),
      assume(service('ec2'), ofFunction),
      ...[own, ofFunction].flatMap((role) =>
        [administrator(account), administrator(STRANGER)].map((caller) => assume(caller, role)),
      ),
      call(by, 'lambda:InvokeFunction', `${functionArn}:1`),
      call(by, 'lambda:InvokeFunction', arn('lambda', account, 'function:another')),
      call(by, 'lambda:UpdateFunctionCode', functionArn),
      call(by, 'sqs:SendMessage', arn('sqs', account, 'another')),
      call(by, 'sqs:ReceiveMessage', queue),
      call(by, 'sqs:SendMessage', queue, { 'aws:SecureTransport': 'false' }),
      call(by, 'ssm:DescribeSessions'),
      ...scopePrefixes(account, REGION).flatMap((each) => work(by, each)),
      ...useKey(by),
    ].map(denied),
  ];
}

/** Whom `grantRead` lets ask: in the console, through a driver, by copying the archive, with `verify`. */
function auditor(central: Deployed): Case[] {
  const by = roleOf(CENTRAL, 'Auditor');
  const results = `arn:aws:s3:::${logicalId(central, 'AWS::S3::Bucket', 'ArchiveQueries').toLowerCase()}`;
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
      `table/${DATABASE}/session_records`,
      ['GetTable', 'GetTables', 'GetPartition', 'GetPartitions', 'BatchGetPartition'],
    ],
  ];
  const objects = [CENTRAL, MEMBER].flatMap((account) =>
    scopePrefixes(account, OTHER_REGION).map((each) => `${each}${TAIL}`),
  );
  return [
    ...[
      // `aws s3 sync` of either prefix, and verify, which goes down folder by folder.
      ...[SESSIONS_PREFIX, MANIFESTS_PREFIX, ...accountPrefixes(MEMBER)].map((prefix) => list(by, prefix)),
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
      // Athena encrypts the results with the key of the archive.
      withKey(by, 'GenerateDataKey', VIA_S3),
    ].map(allowed),
    ...[
      ...objects.map((key) => put(by, key)),
      ...['sessions/v2/', 'other/'].flatMap((prefix) => [get(by, `${prefix}object`), list(by, prefix)]),
      ...administration(by),
      call(by, 's3:GetObject', `${results}/other/answer.csv`),
      call(by, 's3:PutObject', `${results}/other/answer.csv`),
      call(by, 's3:DeleteObject', answer),
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
      call(by, 'glue:UpdateTable', glue(`table/${DATABASE}/session_records`)),
      call(by, 'glue:DeleteDatabase', glue(`database/${DATABASE}`)),
      call(by, 'ssm:DescribeSessions'),
      call(by, 'kms:Decrypt', arn('kms', CENTRAL, 'key/another')),
    ].map(denied),
  ];
}

/** Whom `grantWrite` lets add, for every account and Region. */
function writer(): Case[] {
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

/** Who may reach what below the prefixes of which account, from `insiders`: accounts that a prop lets in. */
function accounts(insiders: readonly string[]): Case[] {
  const everyones = [CENTRAL, MEMBER, SISTER, STRANGER];
  const everything = (by: Caller): Request[] =>
    everyones.flatMap((account) => accountPrefixes(account).flatMap((each) => work(by, each)));
  return [
    ...ADMINISTRATORS.filter(({ account }) => account !== CENTRAL).flatMap((by) => {
      const { account = '' } = by;
      const may = (request: Request) => (insiders.includes(account) ? allowed(request) : denied(request));
      return [
        ...accountPrefixes(account)
          .flatMap((each) => work(by, each))
          .map(may),
        ...useKey(by).map(may),
        ...everyones
          .filter((other) => other !== account)
          .flatMap((other) => accountPrefixes(other).flatMap((each) => work(by, each)))
          .map(denied),
        ...accountPrefixes(account).map((each) => denied(onObject(by, 'PutObject', `${each}${TAIL}`))),
        ...[...BESIDE, SESSIONS_PREFIX, MANIFESTS_PREFIX].flatMap((each) => work(by, each)).map(denied),
        ...accountPrefixes(account).flatMap((each) =>
          ['DeleteObject', 'DeleteObjectVersion', 'PutObjectTagging', 'ReplicateObject', 'GetObjectVersion'].map(
            (action) => denied(onObject(by, action, `${each}${TAIL}`)),
          ),
        ),
        ...administration(by).map(denied),
        // The key through S3 of its Region, and through nothing else.
        ...['GenerateDataKey', 'Decrypt'].flatMap((action) => [
          denied(withKey(by, action)),
          denied(withKey(by, action, { 'kms:ViaService': `s3.${ELSEWHERE}.amazonaws.com` })),
          denied(withKey(by, action, { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` })),
        ]),
      ];
    }),
    ...[...everything(LONER), ...useKey(LONER), ...administration(LONER)].map(denied),
    ...NOBODIES.flatMap((by) => [...everything(by), ...useKey(by), ...administration(by)]).map(denied),
  ];
}

/** What no right in IAM is enough for. */
function writtenOnce(): Case[] {
  const keys = [RECORD, MANIFEST];
  const administrators = [administrator(CENTRAL), ...DELETION_ADMINISTRATORS];
  return administrators.flatMap((by) => [
    ...keys.flatMap((key) => [
      allowed(put(by, key)),
      allowed(get(by, key)),
      denied(onObject(by, 'PutObject', key)),
      ...['ReplicateObject', 'ReplicateDelete', 'ReplicateTags'].map((action) => denied(onObject(by, action, key))),
      denied(onObject(by, 'GetObject', key, OLD_TLS)),
      denied(onObject(by, 'GetObject', key, PLAIN)),
    ]),
    // Beside the archive the bucket is its owner's.
    allowed(onObject(by, 'PutObject', 'other/object')),
    allowed(onObject(by, 'DeleteObject', 'other/object')),
    // Nobody locks himself out.
    allowed(onBucket(by, 'PutBucketPolicy')),
    denied(onBucket(by, 'PutBucketPolicy', OLD_TLS)),
    denied(onBucket(by, 'PutBucketPolicy', PLAIN)),
  ]);
}

/** Who may delete, and turn off what keeps. */
function deleting(): Case[] {
  const attempts = (by: Caller): Request[] => [
    ...[RECORD, MANIFEST].flatMap((key) =>
      [
        'DeleteObject',
        'DeleteObjectVersion',
        'BypassGovernanceRetention',
        'PutObjectRetention',
        'PutObjectLegalHold',
        'UpdateObjectEncryption',
      ].map((action) => onObject(by, action, key)),
    ),
    ...[
      'PutLifecycleConfiguration',
      'PutIntelligentTieringConfiguration',
      'PutBucketVersioning',
      'PutBucketObjectLockConfiguration',
      'PutEncryptionConfiguration',
    ].map((action) => onBucket(by, action)),
  ];
  return [
    ...DELETION_ADMINISTRATORS.flatMap(attempts).map(allowed),
    ...[administrator(CENTRAL), ...LOOKALIKES]
      .flatMap((by) => [...attempts(by), ...[RECORD, MANIFEST].map((key) => onObject(by, 'ReplicateDelete', key))])
      .map(denied),
  ];
}

/** A role of another account that was granted reading. */
function foreignReader(): Case[] {
  const by = FOREIGN_READER;
  const prefixes = [CENTRAL, MEMBER].flatMap((account) => scopePrefixes(account, REGION));
  return [
    ...[
      ...prefixes.flatMap((prefix) => [get(by, `${prefix}${TAIL}`), list(by, prefix)]),
      withKey(by, 'Decrypt', VIA_S3),
    ].map(allowed),
    ...[
      ...prefixes.map((prefix) => put(by, `${prefix}${TAIL}`)),
      ...['sessions/v2/', 'other/'].flatMap((prefix) => work(by, prefix)),
      withKey(by, 'GenerateDataKey', VIA_S3),
      ...administration(by),
    ].map(denied),
  ];
}

/** What only a reporter of all Regions, in a VPC, may do. */
function allRegionsInVpc(central: Deployed): Case[] {
  const by = madeRole(central, 'AllRegionsRole');
  const other = madeRole(central, 'ReporterRole');
  const account = `arn:aws:account::${CENTRAL}:account`;
  const calls = (caller: Caller): Request[] => [
    call(caller, 'account:ListRegions', account),
    ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'].map((action) => call(caller, action)),
    ...[
      'CreateNetworkInterface',
      'DeleteNetworkInterface',
      'AssignPrivateIpAddresses',
      'UnassignPrivateIpAddresses',
    ].map((action) => call(caller, `ec2:${action}`, arn('ec2', CENTRAL, 'network-interface/eni-0123456789abcdef0'))),
  ];
  return [
    ...calls(by).map(allowed),
    ...calls(other).map(denied),
    ...['account:EnableRegion', 'account:DisableRegion'].map((action) => denied(call(by, action, account))),
    denied(call(by, 'ec2:RunInstances', arn('ec2', CENTRAL, 'instance/i-0123456789abcdef0'))),
  ];
}

/** All that the README, docs/organization.md and docs/operations.md promise of policies; what few notice comes first. */
export function promisesOf({ central, member }: Accounts, insiders: readonly string[]): Promises {
  return {
    'only deletion administrators delete': deleting(),
    'what is written stays as it was written': writtenOnce(),
    'grantRead carries an auditor through every call, and no further': auditor(central),
    'grantRead lets a role of another account read, and no more': foreignReader(),
    'grantWrite lets add for every account': writer(),
    'accounts that are let in add below their own prefix, and nobody else does anything': accounts(insiders),
    'a schedule invokes its function, and neither role can be borrowed': [
      ...schedule(central, 'Reporter'),
      ...schedule(central, 'AllRegions'),
      ...schedule(member, 'Reporter'),
    ],
    'a reporter of all Regions asks which they are, and attaches itself to its VPC': allRegionsInVpc(central),
    'a reporter works below its own account and Regions, and does nothing else': [
      ...reporter(central, 'Reporter', REGIONS, [ELSEWHERE]),
      ...reporter(central, 'AllRegions', [...REGIONS, ELSEWHERE], []),
    ],
    'a reporter of another account works below that account and its Regions, and does nothing else': reporter(
      member,
      'Reporter',
      REGIONS,
      [ELSEWHERE],
    ),
  };
}
