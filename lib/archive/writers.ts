import { Annotations, type IResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { WRITE_KEY, WRITE_OBJECTS } from './grants';
import { accountPrefixes } from '../contract';
import { docsUrl } from '../common/docs';
import type { SessionArchiveProps } from './session-archive-props';
import { rejectProblems } from '../common/validation';

/** The props of an archive that let other accounts write to it. */
type Writers = Pick<SessionArchiveProps, 'organizationId' | 'writerAccounts' | 'accounts' | 'catalog'>;

interface Target {
  readonly bucket: s3.IBucket;
  readonly encryptionKey?: kms.IKey;
}

/**
 * Excludes the account of the resource. Within one account, the policy of a resource alone is enough for access, and
 * every principal of that account belongs to the organization. Without this condition, a role without any policy of its
 * own could read and write below the prefix of the archive's account.
 */
const fromElsewhere = ({ env }: IResource) => ({ StringNotEquals: { 'aws:PrincipalAccount': env.account } });

/** IAM replaces this with the caller's account, so one statement covers all accounts. */
const CALLING_ACCOUNT = '${aws:PrincipalAccount}';

/**
 * Adds statements to the policies of the bucket and its key: other accounts may add objects below the prefixes of their
 * own account. The policies of a role there can limit this further: the role of a `SessionReporter` reaches only its
 * own Regions. Nobody may delete.
 */
export function allowWriters(archive: IConstruct, { bucket, encryptionKey }: Target, writers: Writers): void {
  for (const { name, sid, principal } of admissionsOf(writers)) {
    const statements = ownPrefixStatements(bucket, sid, principal);
    const added = statements.map((each) => bucket.addToResourcePolicy(each));
    rejectProblems(
      archive,
      added.every(({ statementAdded }) => statementAdded)
        ? []
        : [
            `${name} is given, but the policy of bucket ${bucket.bucketName} cannot be changed from this app: let its owner add the statements of ${docsUrl('organization.md', 'if-the-bucket-belongs-to-somebody-else')}`,
          ],
    );
    if (
      encryptionKey?.addToResourcePolicy(keyStatement(encryptionKey, bucket, sid, principal)).statementAdded === false
    ) {
      Annotations.of(archive).addWarningV2(
        'cdk-ssm-session-archive:keyPolicyUnknown',
        `${name} is given, but the policy of the key ${encryptionKey.keyArn} cannot be changed from this app: let its owner allow the accounts to use it.`,
      );
    }
  }
  if (writers.catalog !== false && writers.organizationId !== undefined && writers.accounts === undefined) {
    Annotations.of(archive).addWarningV2(
      'cdk-ssm-session-archive:accountsUnknown',
      'organizationId is given without accounts: queries see only the account of the stack and writerAccounts. List the accounts.',
    );
  }
}

/** One message for each problem with the props. */
export function writerProblems(archive: IConstruct, props: Writers & Pick<SessionArchiveProps, 'bucket'>): string[] {
  const { organizationId, writerAccounts = [], bucket } = props;
  const own = bucket?.env.account ?? Stack.of(archive).account;
  const known = writerAccounts.filter((account) => !Token.isUnresolved(account));
  return [
    ...(organizationId === undefined || Token.isUnresolved(organizationId) || /^o-[a-z0-9]{10,32}$/.test(organizationId)
      ? []
      : [`organizationId is "${organizationId}", which is not the id of an organization such as o-a1b2c3d4e5`]),
    ...known
      .filter((account) => !/^\d{12}$/.test(account))
      .map((account) => `writerAccounts contains "${account}", which is not the id of an account such as 123456789012`),
    ...known
      .filter((account) => account === own)
      .map(
        (account) =>
          `writerAccounts contains "${account}", the account of the archive's bucket: leave it out, reporters of that account get their rights anyway`,
      ),
  ];
}

/** Who may write because of a prop. */
interface Admission {
  readonly name: keyof Writers;
  /** The ids of its statements begin with this. */
  readonly sid: string;
  readonly principal: iam.IPrincipal;
}

function admissionsOf({ organizationId, writerAccounts = [] }: Writers): Admission[] {
  const admissions: Admission[] = [];
  if (organizationId !== undefined) {
    const principal = new iam.OrganizationPrincipal(organizationId);
    admissions.push({ name: 'organizationId', sid: 'Organization', principal });
  }
  if (writerAccounts.length > 0) {
    const accounts = writerAccounts.map((account) => new iam.AccountPrincipal(account));
    admissions.push({
      name: 'writerAccounts',
      sid: 'WriterAccounts',
      principal: new iam.CompositePrincipal(...accounts),
    });
  }
  return admissions;
}

function ownPrefixStatements(bucket: s3.IBucket, sid: string, principal: iam.IPrincipal): iam.PolicyStatement[] {
  const conditions = fromElsewhere(bucket);
  const prefixes = accountPrefixes(CALLING_ACCOUNT);
  return [
    new iam.PolicyStatement({
      sid: `${sid}AddToOwnPrefixes`,
      principals: [principal],
      actions: [...WRITE_OBJECTS],
      resources: prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
      conditions,
    }),
    new iam.PolicyStatement({
      sid: `${sid}ListOwnPrefixes`,
      principals: [principal],
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { ...conditions, StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
    }),
  ];
}

/** Allows the key only through S3: the other accounts cannot use it for anything else. */
function keyStatement(key: kms.IKey, bucket: s3.IBucket, sid: string, principal: iam.IPrincipal): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: `${sid}UseThroughS3`,
    principals: [principal],
    actions: [...WRITE_KEY],
    resources: ['*'],
    conditions: {
      ...fromElsewhere(key),
      StringEquals: { 'kms:ViaService': `s3.${bucket.env.region}.amazonaws.com` },
    },
  });
}
