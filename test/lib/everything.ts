import { Aws, CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AlibabaCredentials, AlibabaSessionReporter, SessionArchive, SessionReporter } from '../../lib';

/** Fills the stack with all kinds of resources, including those that allow or deny access. */
export function fill(stack: Stack): Stack {
  const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const alarmTopic = new sns.Topic(stack, 'Topic', { enforceSSL: true, masterKey: encryptionKey });
  const archive = new SessionArchive(stack, 'Archive', {
    encryptionKey,
    alarmTopic,
    retention: Duration.days(2555),
    objectLock: ObjectLockRetention.compliance(Duration.days(400)),
    deletionAdministrators: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/ArchiveAdministrator`],
  });
  archive.alertOnDefaults({ topic: alarmTopic, zone: 'Europe/Berlin' });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
  });
  new SessionReporter(stack, 'Reporter', {
    archive,
    vpc,
    alarmTopic,
    regions: [Aws.REGION, 'us-gov-west-1', 'cn-north-1'],
  });
  const accountId = new CfnParameter(stack, 'AlibabaAccount').valueAsString;
  new AlibabaSessionReporter(stack, 'AlibabaReporter', {
    archive,
    vpc,
    alarmTopic,
    accountId,
    regions: ['cn-hangzhou'],
    credentials: AlibabaCredentials.federation({
      roleArn: `acs:ram::${accountId}:role/session-reporter`,
      oidcProviderArn: `acs:ram::${accountId}:oidc-provider/aws`,
    }),
  });
  return stack;
}
