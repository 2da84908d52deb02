import { scopePrefixes as ofScope } from '../../../lib/contract';
import type { Caller, Case, Request } from './evaluate';
import { BUCKET, CENTRAL, KEY_ARN, REGION } from './stacks';

export type Context = Request['context'];

const ARCHIVE = `arn:aws:s3:::${BUCKET}`;
const CREATES: Context = { 's3:if-none-match': '*' };
export const VIA_S3: Context = {
  'kms:ViaService': `s3.${REGION}.amazonaws.com`,
};
/** A request over plain HTTP, which has no TLS version. */
export const PLAIN: Context = { 'aws:SecureTransport': 'false', 's3:TlsVersion': null };
export const OLD_TLS: Context = { 's3:TlsVersion': '1.1' };
export const ELSEWHERE = 'eu-central-1';
export const TAIL = 'day=2026-01-31/object';

export const allowed = (request: Request): Case => ({ ...request, expected: 'allowed' });
export const denied = (request: Request): Case => ({ ...request, expected: 'denied' });

export const onBucket = (by: Caller, action: string, context?: Context): Request => ({
  by,
  action: `s3:${action}`,
  resource: ARCHIVE,
  resourceAccount: CENTRAL,
  context,
});
export const onObject = (by: Caller, action: string, key: string, context?: Context): Request => ({
  ...onBucket(by, action, context),
  resource: `${ARCHIVE}/${key}`,
});
export const put = (by: Caller, key: string): Request => onObject(by, 'PutObject', key, CREATES);
export const get = (by: Caller, key: string): Request => onObject(by, 'GetObject', key);
export const list = (by: Caller, prefix: string): Request => onBucket(by, 'ListBucket', { 's3:prefix': prefix });
export const withKey = (by: Caller, action: string, context?: Context): Request => ({
  by,
  action: `kms:${action}`,
  resource: KEY_ARN,
  resourceAccount: CENTRAL,
  context,
});
export const useKey = (by: Caller): Request[] =>
  ['GenerateDataKey', 'Decrypt'].map((action) => withKey(by, action, VIA_S3));
/** A request to any other resource in the caller's account, or in `account`. */
export const call = (by: Caller, action: string, resource = '*', context?: Context, account?: string): Request => ({
  by,
  action,
  resource,
  resourceAccount: account ?? by.account ?? CENTRAL,
  context,
});
export const arn = (serviceName: string, account: string, resource: string): string =>
  `arn:aws:${serviceName}:${REGION}:${account}:${resource}`;

export const scopePrefixes = (accountId: string, region: string): string[] => ofScope({ accountId, region });
export const work = (by: Caller, prefix: string): Request[] => [
  put(by, `${prefix}${TAIL}`),
  get(by, `${prefix}${TAIL}`),
  list(by, prefix),
];
export const BESIDE = ['history/v2/', 'active/', 'manifests/', 'other/', ''];
/** The key of one object below each prefix, of the archive's own account. */
export const OBJECTS = scopePrefixes(CENTRAL, REGION).map((prefix) => `${prefix}${TAIL}`);

/** Requests that delete, hide, change, unlock or open the archive. No reporter and no reader may send them. */
export const administration = (by: Caller): Request[] => [
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
  ].flatMap((action) => OBJECTS.map((key) => onObject(by, action, key))),
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
