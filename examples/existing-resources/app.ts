// A stack with its own bucket, key, VPC, log group and topic: the archive and the reporter use all of them.
// The curated tables have a separate bucket, in which Athena may delete objects.
import { App, Stack } from 'aws-cdk-lib';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SessionArchive, SessionReporter } from 'cdk-ssm-session-archive';

const app = new App();
const stack = new Stack(app, 'Audit');

// The resources that the stack already has.
const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
const bucket = new Bucket(stack, 'Records', {
  encryption: BucketEncryption.KMS,
  encryptionKey,
  enforceSSL: true,
  versioned: true,
});
const queryResultsBucket = Bucket.fromBucketName(stack, 'Results', 'athena-results-of-123456789012');
const vpc = new Vpc(stack, 'Network', { maxAzs: 2, natGateways: 1 });
const securityGroup = new SecurityGroup(stack, 'Outbound', { vpc });
const alarmTopic = Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:eu-west-1:123456789012:on-call');
const logGroup = new LogGroup(stack, 'Log', { retention: RetentionDays.SIX_MONTHS });

const archive = new SessionArchive(stack, 'Archive', { bucket, encryptionKey, queryResultsBucket, alarmTopic });
new SessionReporter(stack, 'Reporter', {
  archive,
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  securityGroups: [securityGroup],
  logGroup,
  alarmTopic,
  dashboard: false,
});

app.synth();
