import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeWildcards } from '../common/acknowledge';

/** What a reader of the archive may do with its objects. */
export const READ_OBJECTS: readonly string[] = ['s3:GetObject'];
/** What a reader may do with the KMS key of the objects, if there is one. */
export const READ_KEY: readonly string[] = ['kms:Decrypt'];
/**
 * What a writer may do with objects. A run reads its scope's previous manifest, so a writer also reads. A writer never
 * deletes.
 */
export const WRITE_OBJECTS: readonly string[] = ['s3:GetObject', 's3:PutObject'];
/** What a writer may do with the key: S3 encrypts new objects with a data key of the archive's key. */
export const WRITE_KEY: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Throws for a principal that stands for more than one account, such as an organization or everybody. Within the
 * archive's own account, the policies of bucket and key alone are enough for access. So every role there would have
 * access, whatever its own policies say.
 */
export function rejectMultiAccountPrincipal(
  scope: IConstruct,
  grant: string,
  { grantPrincipal }: iam.IGrantable,
): void {
  const { principalJson } = grantPrincipal.policyFragment;
  if (!Object.values(principalJson).flat().includes('*')) return;
  throw new Error(
    `${grant} of ${scope.node.path} was given ${nameOf({ grantPrincipal })}, which also stands for every principal of this account and would give ` +
      'all of them access: grant to roles, users or accounts (AccountPrincipal); let other accounts write with organizationId or writerAccounts',
  );
}

/**
 * A principal's name for messages. Every kind of principal has its own `toString`, although their common type does not
 * declare it.
 */
export function nameOf({ grantPrincipal }: iam.IGrantable): string {
  const named: { toString(): string } = grantPrincipal;
  return named.toString();
}

/**
 * Whether the grantee certainly belongs to another account. Such a grantee gets no rights on resources that have no
 * policy of their own here, because this app cannot change policies in the other account.
 */
export function isForeign(
  scope: IConstruct,
  { grantPrincipal: { principalAccount: account } }: iam.IGrantable,
): boolean {
  return account !== undefined && Token.compareStrings(account, Stack.of(scope).account) === TokenComparison.DIFFERENT;
}

/** If the grantee is a role of the app: acknowledges for cdk-nag that its policies contain these wildcards, and why. */
export function acknowledgeGrant({ grantPrincipal }: iam.IGrantable, resources: string[], reason: string): void {
  if (Construct.isConstruct(grantPrincipal)) acknowledgeWildcards(grantPrincipal, resources, reason);
}

/**
 * Allows `actions` on the objects below the prefixes, and listing these prefixes. Allows nothing else in the bucket.
 *
 * @param reason why the keys below the prefixes are not named one by one
 */
export function grantOnPrefixes(
  bucket: s3.IBucket,
  grantee: iam.IGrantable,
  prefixes: readonly string[],
  actions: readonly string[],
  reason: string,
): iam.Grant {
  const resourceArns = prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`));
  const objects = iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: bucket,
    actions: [...actions],
    resourceArns,
  });
  acknowledgeGrant(grantee, resourceArns, reason);
  const listing = iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: bucket,
    actions: ['s3:ListBucket'],
    resourceArns: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
  });
  return objects.combine(listing);
}
