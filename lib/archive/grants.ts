import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge';

/** What a reader of the archive does with its objects. */
export const READ_OBJECTS: readonly string[] = ['s3:GetObject'];
/** What a reader does with the key of its objects, if they have one. */
export const READ_KEY: readonly string[] = ['kms:Decrypt'];
/** A writer also reads: a run starts from its scope's previous manifest. It never deletes. */
export const WRITE_OBJECTS: readonly string[] = ['s3:GetObject', 's3:PutObject'];
/** S3 encrypts what is put with a data key of the archive's key. */
export const WRITE_KEY: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Refuses a principal that stands for more than one account, such as an organization or everybody: within the archive's own account
 * the policies of bucket and key suffice, so that every role there would be let in, whatever its own policies say.
 */
export function rejectEverybody(scope: IConstruct, grant: string, { grantPrincipal }: iam.IGrantable): void {
  const { principalJson } = grantPrincipal.policyFragment;
  if (!Object.values(principalJson).flat().includes('*')) return;
  throw new Error(
    `${grant} of ${scope.node.path} was given ${nameOf({ grantPrincipal })}, which stands for principals of this account too, and would let in ` +
      'every one of them: grant to roles, users or accounts (AccountPrincipal); let other accounts write with organizationId or writerAccounts',
  );
}

/** A principal as messages name it. Every one has a text of its own, though their common type does not say so. */
export function nameOf({ grantPrincipal }: iam.IGrantable): string {
  const named: { toString(): string } = grantPrincipal;
  return named.toString();
}

/** Whether it is known to belong to another account, whose own policies can give no right on what cannot have a policy here. */
export function isForeign(
  scope: IConstruct,
  { grantPrincipal: { principalAccount: account } }: iam.IGrantable,
): boolean {
  return account !== undefined && Token.compareStrings(account, Stack.of(scope).account) === TokenComparison.DIFFERENT;
}

/** Tells cdk-nag why policies of a grantee may end in these wildcards, if it is a role of the app. */
export function acknowledgeGrant({ grantPrincipal }: iam.IGrantable, resources: string[], reason: string): void {
  if (Construct.isConstruct(grantPrincipal)) acknowledgeWildcards(grantPrincipal, resources, reason);
}

/**
 * Allows `actions` on the objects below the prefixes, and listing these prefixes: not the bucket, and nothing beside them.
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
