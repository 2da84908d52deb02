import { Aws, Duration, Stack, type App } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Template } from 'aws-cdk-lib/assertions';
import { AlertQuestion, SessionArchive, SessionReporter } from '../../../lib';
import { addAlibabaReporter, secretOf } from '../alibaba/stacks';
import { uncheckedApp } from '../synth';

export const CENTRAL = '111111111111';
export const MEMBER = '222222222222';
/** An account outside the organization that may not write. */
export const STRANGER = '999999999999';
export const ORGANIZATION = 'o-a1b2c3d4e5';
export const REGION = 'eu-west-1';
export const OTHER_REGION = 'us-east-1';
export const REGIONS = [REGION, OTHER_REGION];
export const BUCKET = 'example-session-archive';
export const DATABASE = 'sessions';
/** The bucket of an organization's trail, which also holds other logs, and its key. */
export const TRAIL_BUCKET = 'example-trail';
export const TRAIL_PREFIX = `logs/AWSLogs/${ORGANIZATION}/`;
export const TRAIL_KEY_ARN = `arn:aws:kms:${REGION}:${CENTRAL}:key/TrailKey`;
/** The secret with a key of Alibaba Cloud, and the archived Regions of Alibaba Cloud. */
export const ALIBABA_SECRET_ARN = `arn:aws:secretsmanager:${REGION}:${CENTRAL}:secret:alibaba-AbCdEf`;
export const ALIBABA_REGIONS = ['cn-hangzhou', 'ap-southeast-5'] as const;
/** The logical id of the archive's key. The tests also use it as the key's id. */
const KEY = 'Key';
export const KEY_ARN = `arn:aws:kms:${REGION}:${CENTRAL}:key/${KEY}`;
/** A role of a third account with `grantRead`. */
export const FOREIGN_AUDITOR = `arn:aws:iam::${STRANGER}:role/ForeignAuditor`;

/** Another account of the organization; `writerAccounts` does not name it. */
export const SISTER = '333333333333';

/** One template, and the account that it is deployed to. */
export interface Deployed {
  readonly account: string;
  readonly template: Record<string, unknown>;
}

/** The prop that lets accounts in. Each makes its own statements. */
export type Admission = { readonly organizationId: string } | { readonly writerAccounts: string[] };

/** The stack of the central account, with all kinds of policies, and the stack of a member account. */
export function synthesizeAccounts(admission: Admission): Record<'central' | 'member', Deployed> {
  const app = uncheckedApp();
  const central = centralStack(app, admission);
  const member = memberStack(app);
  return {
    central: { account: CENTRAL, template: Template.fromStack(central).toJSON() },
    member: { account: MEMBER, template: Template.fromStack(member).toJSON() },
  };
}

/** A key whose policy lets IAM decide who may use it. */
function trailKeyOf(stack: Stack): kms.IKey {
  const key = new kms.Key(stack, 'TrailKey');
  (key.node.defaultChild as kms.CfnKey).overrideLogicalId('TrailKey');
  return key;
}

function centralStack(app: App, admission: Admission): Stack {
  const stack = new Stack(app, 'Central', { env: { account: CENTRAL, region: REGION } });
  const encryptionKey = keyOf(stack);
  const archive = new SessionArchive(stack, 'Archive', {
    ...admission,
    bucketName: BUCKET,
    databaseName: DATABASE,
    accounts: [CENTRAL, MEMBER],
    regions: [...REGIONS, ...ALIBABA_REGIONS],
    encryptionKey,
    objectLock: ObjectLockRetention.governance(Duration.days(400)),
    cloudTrail: {
      bucket: Bucket.fromBucketName(stack, 'Trail', TRAIL_BUCKET),
      encryptionKey: trailKeyOf(stack),
      keyPrefix: 'logs',
      organizationId: ORGANIZATION,
    },
    deletionAdministrators: [
      `arn:aws:iam::${CENTRAL}:role/ArchiveAdministrator`,
      // As IAM Identity Center names the roles of a permission set.
      `arn:aws:iam::${CENTRAL}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Records_????????????????`,
    ],
  });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
  });
  new SessionReporter(stack, 'Reporter', { archive, regions: REGIONS });
  new SessionReporter(stack, 'AllRegions', { archive, allRegions: true, vpc });
  const regions = [...ALIBABA_REGIONS];
  addAlibabaReporter(stack, { archive, regions }, 'AlibabaFederated');
  addAlibabaReporter(stack, { archive, regions, credentials: secretOf(stack, ALIBABA_SECRET_ARN) }, 'AlibabaWithKey');
  archive.alertOn('Root', {
    question: AlertQuestion.ROOT_AND_IAM_USERS,
    topic: new sns.Topic(stack, 'Watch', { masterKey: new kms.Key(stack, 'TopicKey') }),
  });
  // Imported roles, so that every trust policy in the template is the library's.
  archive.grantRead(iam.Role.fromRoleName(stack, 'Auditor', 'Auditor'));
  archive.grantWrite(iam.Role.fromRoleName(stack, 'Writer', 'Writer'));
  archive.grantRead(iam.Role.fromRoleArn(stack, 'ForeignAuditor', FOREIGN_AUDITOR));
  return stack;
}

/** An archive that lists its own, unknown account as a writer. The synthesis cannot refuse that. Nobody may delete. */
export function archiveOfUnknownAccount(): Deployed {
  const stack = new Stack(uncheckedApp(), 'Central');
  new SessionArchive(stack, 'Archive', {
    bucketName: BUCKET,
    encryptionKey: keyOf(stack),
    writerAccounts: [Aws.ACCOUNT_ID],
    deletionAdministrators: [],
  });
  return { account: CENTRAL, template: Template.fromStack(stack).toJSON() };
}

function keyOf(stack: Stack): kms.Key {
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  (key.node.defaultChild as kms.CfnKey).overrideLogicalId(KEY);
  return key;
}

/** The stack of docs/organization.md. */
function memberStack(app: App): Stack {
  const stack = new Stack(app, 'Member', { env: { account: MEMBER, region: REGION } });
  const archive = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', {
    bucketName: BUCKET,
    encryptionKeyArn: KEY_ARN,
  });
  new SessionReporter(stack, 'Reporter', { archive, regions: REGIONS });
  return stack;
}
