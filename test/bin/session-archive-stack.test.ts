import { Match, Template } from 'aws-cdk-lib/assertions';
import { SessionArchiveStack } from '../../bin/session-archive-stack';
import type { Settings } from '../../bin/settings';
import { uncheckedApp } from '../lib/synth';

const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const TOPIC_ARN = 'arn:aws:sns:eu-west-1:123456789012:on-call';
const KEPT = /^AWS::(S3|Glue|SQS|Logs|KMS)::|::(WorkGroup|Function)$/;
const synthesize = (settings: Settings) =>
  Template.fromStack(new SessionArchiveStack(uncheckedApp(), 'SsmSessionArchive', settings));

describe('without settings', () => {
  const template = synthesize({});

  test('keeps the logical ids of resources that hold or protect data: another id would create another bucket, log or name', () => {
    const { Resources: resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };
    const kept = Object.entries(resources).filter(([, { Type: type }]) => KEPT.test(type));
    expect(Object.fromEntries(kept.map(([id, { Type: type }]) => [id, type]))).toEqual({
      ArchiveBucket49F1AC64: 'AWS::S3::Bucket',
      ArchiveBucketPolicy13E3D5ED: 'AWS::S3::BucketPolicy',
      ArchiveCatalogActiveRecords9B641DC8: 'AWS::Glue::Table',
      ArchiveCatalogAlibabaConnections7533BCD9: 'AWS::Glue::Table',
      ArchiveCatalogDatabaseD98BB085: 'AWS::Glue::Database',
      ArchiveCatalogHistoryRecords80C4F9E2: 'AWS::Glue::Table',
      ArchiveCatalogManifests40BDDA34: 'AWS::Glue::Table',
      ArchiveCatalogOcsfAuthentication1272DEB7: 'AWS::Glue::Table',
      ArchiveCatalogSessions475DD388: 'AWS::Glue::Table',
      ArchiveCatalogSnapshotsB5FB749F: 'AWS::Glue::Table',
      ArchiveCurationBucket636A4AE1: 'AWS::S3::Bucket',
      ArchiveCurationBucketPolicy82374A1D: 'AWS::S3::BucketPolicy',
      ArchiveCurationWorkGroup44DDD635: 'AWS::Athena::WorkGroup',
      ArchiveQueriesResults2E3E343C: 'AWS::S3::Bucket',
      ArchiveQueriesResultsPolicy3D2FDCA0: 'AWS::S3::BucketPolicy',
      ArchiveQueriesWorkGroupC5FB3E17: 'AWS::Athena::WorkGroup',
      ReporterDeadLetterQueue2A0A1036: 'AWS::SQS::Queue',
      ReporterDeadLetterQueuePolicyE6903A35: 'AWS::SQS::QueuePolicy',
      // The metrics have the function's name.
      ReporterFunction1B906D63: 'AWS::Lambda::Function',
      ReporterLogGroup3A61B323: 'AWS::Logs::LogGroup',
    });
  });

  test('can be deployed to any account and Region, and archives its own Region', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { REGIONS: { Ref: 'AWS::Region' } } },
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 hour)' });
  });

  test('outputs the names that users need after the deployment', () => {
    template.hasOutput('ArchiveBucketName', { Value: { Ref: 'ArchiveBucket49F1AC64' } });
    template.hasOutput('WorkGroupName', { Value: 'session_archive' });
    template.hasOutput('ReporterFunctionName', { Value: { Ref: Match.stringLikeRegexp('^ReporterFunction') } });
    template.hasOutput('DeadLetterQueueUrl', { Value: { Ref: 'ReporterDeadLetterQueue2A0A1036' } });
  });
});

test('settings set the props of the constructs', () => {
  const template = synthesize({
    regions: ['eu-west-1', 'us-east-1'],
    schedule: 'cron(7 * * * ? *)',
    encryptionKeyArn: KEY_ARN,
    alarmTopicArn: TOPIC_ARN,
    archiveStart: '2026-01-01',
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { REGIONS: 'eu-west-1,us-east-1' } },
  });
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [TOPIC_ARN] });
  template.hasResourceProperties('AWS::Glue::Table', {
    TableInput: {
      Name: 'history_records',
      Parameters: {
        'projection.region.values': 'eu-west-1,us-east-1',
        'projection.start_date.range': '2026-01-01,NOW+1DAY',
      },
    },
  });
  template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(7 * * * ? *)' });
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: KEY_ARN } }],
    },
  });
});

test('archives into a bucket that exists, with its key', () => {
  const template = synthesize({ existingBucketName: 'my-archive', encryptionKeyArn: KEY_ARN });
  expect(Object.keys(template.findResources('AWS::S3::Bucket'))).toEqual([
    'ArchiveQueriesResults2E3E343C',
    expect.stringMatching(/^ArchiveCurationBucket/),
  ]);
  template.hasOutput('ArchiveBucketName', { Value: 'my-archive' });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { ARCHIVE_BUCKET: 'my-archive' } },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })]),
    },
  });
});

test('with all Regions, the function and the queries use all Regions, in a stack without a known Region', () => {
  const template = synthesize({ allRegions: true });
  template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { REGIONS: 'all' } } });
  template.hasResourceProperties('AWS::Glue::Table', {
    TableInput: {
      Name: 'history_records',
      Parameters: { 'projection.region.values': Match.stringLikeRegexp('(^|,)us-east-1,') },
    },
  });
});
