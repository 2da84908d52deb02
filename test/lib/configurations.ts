// Typical uses of the constructs, one stack each, for tests of all kinds of templates.
import { Aws, CfnParameter, Duration, NestedStack, RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  AlibabaCredentials,
  SessionArchive,
  type SessionArchiveProps,
  SessionReporter,
  type SessionReporterProps,
} from '../../lib';
import { addAlibabaReporter } from './alibaba/stacks';
import { fill } from './everything';
import { addReporter } from './synth';

/** An archive and its reporter. */
function pair(archiveProps: (stack: Stack) => SessionArchiveProps, props: Omit<SessionReporterProps, 'archive'> = {}) {
  return (stack: Stack) => {
    const archive = new SessionArchive(stack, 'Archive', archiveProps(stack));
    new SessionReporter(stack, 'Reporter', { archive, ...props });
    const role = new Role(stack, 'Role', { assumedBy: new AccountRootPrincipal() });
    archive.grantRead(role);
    archive.grantWrite(role);
  };
}

const ACCOUNTS = ['111122223333', '444455556666'];

export const CONFIGURATIONS: Readonly<Record<string, (stack: Stack) => void>> = {
  Defaults: pair(() => ({})),
  Everything: fill,
  AllRegions: pair(() => ({}), { allRegions: true }),
  SomeOfAllRegions: pair(() => ({ regions: ['eu-west-1', Aws.REGION] }), { allRegions: true, dashboard: false }),
  Organization: pair((stack) => ({
    bucketName: 'example-org-session-archive',
    encryptionKey: new Key(stack, 'Key'),
    organizationId: 'o-a1b2c3d4e5',
    writerAccounts: ACCOUNTS,
    accounts: [...ACCOUNTS, '777788889999'],
  })),
  GivenBuckets: pair((stack) => ({
    bucket: new s3.Bucket(stack, 'Records', { versioned: true }),
    writerAccounts: ACCOUNTS,
    queryResultsBucket: new s3.Bucket(stack, 'Results'),
    bytesScannedCutoff: Size.mebibytes(10),
  })),
  BucketAlone: pair(() => ({ catalog: false, organizationId: 'o-a1b2c3d4e5' }), { alarms: false }),
  ResultsKey: pair((stack) => ({ queryResultsEncryptionKey: new Key(stack, 'Key') })),
  ImportedBucket: pair((stack) => ({ bucket: s3.Bucket.fromBucketName(stack, 'Records', 'my-records') })),
  Named: pair(() => ({ databaseName: 'audit', archiveStart: '2026-01-01', removalPolicy: RemovalPolicy.DESTROY })),
  Locked: pair(() => ({
    objectLock: s3.ObjectLockRetention.governance(Duration.days(400)),
    deletionAdministrators: [],
  })),
  Parameters: (stack) => {
    const region = new CfnParameter(stack, 'SecondRegion', { default: 'us-east-1' }).valueAsString;
    pair(() => ({}), { regions: [Aws.REGION, region, 'eu-west-1'] })(stack);
  },
  Reporter: (stack) => {
    addReporter(stack, {
      schedule: ScheduleExpression.cron({ minute: '0', hour: '3' }),
      logRetention: RetentionDays.ONE_MONTH,
      vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false }),
    });
    addReporter(stack, { logGroup: new LogGroup(stack, 'Log'), regions: ['us-east-1', 'us-west-2'] }, 'Second');
  },
  Alibaba: (stack) => {
    const archive = new SessionArchive(stack, 'Archive');
    addAlibabaReporter(stack, { archive, regions: ['cn-hangzhou', 'ap-southeast-1'] }, 'ByRole');
    const credentials = AlibabaCredentials.secret(new Secret(stack, 'AccessKey'));
    addAlibabaReporter(stack, { archive, credentials, dashboard: false }, 'ByKey');
  },
  Nested: (stack) => {
    const archive = new SessionArchive(stack, 'Archive');
    new SessionReporter(new NestedStack(stack, 'Nested'), 'Reporter', { archive });
  },
};
