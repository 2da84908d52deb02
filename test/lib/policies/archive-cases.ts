import { accountPrefixes, ARCHIVE_PREFIXES } from '../../../lib/contract';
import {
  administrator,
  ADMINISTRATORS,
  ANONYMOUS,
  DELETION_ADMINISTRATORS,
  LONER,
  LOOKALIKES,
  NOBODIES,
} from './callers';
import type { Caller, Case, Request } from './evaluate';
import {
  BESIDE,
  ELSEWHERE,
  OLD_TLS,
  PLAIN,
  TAIL,
  administration,
  allowed,
  denied,
  get,
  onBucket,
  OBJECTS,
  onObject,
  put,
  useKey,
  withKey,
  work,
} from './requests';
import { CENTRAL, MEMBER, REGION, SISTER, STRANGER } from './stacks';

/** Which account may reach which prefixes. @param insiders the accounts that a prop lets in */
export function accounts(insiders: readonly string[]): Case[] {
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
        ...[...BESIDE, ...ARCHIVE_PREFIXES].flatMap((each) => work(by, each)).map(denied),
        ...accountPrefixes(account).flatMap((each) =>
          ['DeleteObject', 'DeleteObjectVersion', 'PutObjectTagging', 'ReplicateObject', 'GetObjectVersion'].map(
            (action) => denied(onObject(by, action, `${each}${TAIL}`)),
          ),
        ),
        ...administration(by).map(denied),
        // The key may be used only through S3 of its Region.
        ...['GenerateDataKey', 'Decrypt'].flatMap((action) => [
          denied(withKey(by, action)),
          denied(withKey(by, action, { 'kms:ViaService': `s3.${ELSEWHERE}.amazonaws.com` })),
          denied(withKey(by, action, { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` })),
        ]),
      ];
    }),
    ...[...everything(LONER), ...useKey(LONER), ...administration(LONER)].map(denied),
    ...[...NOBODIES, ANONYMOUS].flatMap((by) => [...everything(by), ...useKey(by), ...administration(by)]).map(denied),
  ];
}

/** What the bucket policy denies even to administrators. */
export function writtenOnce(): Case[] {
  const keys = OBJECTS;
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
    // Outside the archive's prefixes, the owner of the bucket decides.
    allowed(onObject(by, 'PutObject', 'other/object')),
    allowed(onObject(by, 'DeleteObject', 'other/object')),
    // Administrators cannot lock themselves out.
    allowed(onBucket(by, 'PutBucketPolicy')),
    denied(onBucket(by, 'PutBucketPolicy', OLD_TLS)),
    denied(onBucket(by, 'PutBucketPolicy', PLAIN)),
  ]);
}

/** Who may delete, and who may turn off what protects objects. */
export function deleting(): Case[] {
  const attempts = (by: Caller): Request[] => [
    ...OBJECTS.flatMap((key) =>
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
      .flatMap((by) => [...attempts(by), ...OBJECTS.map((key) => onObject(by, 'ReplicateDelete', key))])
      .map(denied),
  ];
}
