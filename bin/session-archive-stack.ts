import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { SessionArchive, SessionReporter } from '../lib';
import type { Settings } from './settings';

/**
 * The archive and the reporter of one account. The stack has no `env`, so the CDK deploys it to the account and Region
 * of the credentials.
 */
export class SessionArchiveStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, { description: "Keeps the history of AWS Systems Manager's Session Manager sessions" });
    const { existingBucketName, encryptionKeyArn, alarmTopicArn } = settings;

    const alarmTopic = alarmTopicArn ? sns.Topic.fromTopicArn(this, 'AlarmTopic', alarmTopicArn) : undefined;
    const archive = new SessionArchive(this, 'Archive', {
      bucket: existingBucketName ? s3.Bucket.fromBucketName(this, 'ExistingBucket', existingBucketName) : undefined,
      archiveStart: settings.archiveStart,
      encryptionKey: encryptionKeyArn ? kms.Key.fromKeyArn(this, 'Key', encryptionKeyArn) : undefined,
      alarmTopic,
    });
    const reporter = new SessionReporter(this, 'Reporter', {
      archive,
      regions: settings.regions,
      allRegions: settings.allRegions,
      schedule: settings.schedule ? ScheduleExpression.expression(settings.schedule) : undefined,
      alarmTopic,
    });

    new CfnOutput(this, 'ArchiveBucketName', {
      description: 'Bucket of the archive',
      value: archive.bucket.bucketName,
    });
    if (archive.workGroupName) {
      new CfnOutput(this, 'WorkGroupName', {
        description: 'Athena workgroup with the saved queries; the Glue database has the same name',
        value: archive.workGroupName,
      });
    }
    if (archive.curation) {
      new CfnOutput(this, 'CurationStateMachineArn', {
        description:
          'State machine that makes the curated tables; start it with {"rebuild": true} to make them from scratch',
        value: archive.curation.stateMachineArn,
      });
    }
    new CfnOutput(this, 'ReporterFunctionName', {
      description: 'Function that takes the snapshots; invoke it with {} to take one now',
      value: reporter.function.functionName,
    });
    new CfnOutput(this, 'DeadLetterQueueUrl', {
      description:
        'Queue with the events of runs that failed with all their retries, or could not be started; normally empty',
      value: reporter.deadLetterQueue.queueUrl,
    });
  }
}
