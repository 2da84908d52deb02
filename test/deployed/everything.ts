// The app that the checks deploy: archive and reporters with most options, and a reader of the archive.
import { App, Aws, Duration, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { SessionArchive, SessionReporter } from '../../lib';

const stack = new Stack(new App({ context: recommendedFlags }), 'Everything');
const archive = new SessionArchive(stack, 'Archive', {
  databaseName: 'everything',
  encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
  objectLock: ObjectLockRetention.governance(Duration.days(30)),
  deletionAdministrators: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/ArchiveAdministrator`],
});
const alarmTopic = new Topic(stack, 'Alarms', { enforceSSL: true });
new SessionReporter(stack, 'Reporter', { archive, alarmTopic, regions: [Aws.REGION, 'us-east-1'] });
new SessionReporter(stack, 'AllRegions', { archive, alarmTopic, allRegions: true });
const auditor = new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() });
archive.grantRead(auditor);
