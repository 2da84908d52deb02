import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { type CronOptionsWithTimezone, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SessionArchive, SessionReporter, type SessionArchiveProps } from '../../../lib';
import { dashboardBodies } from '../reporter/template-metrics';
import { knownStack } from '../synth';

function archived(props: SessionArchiveProps | ((stack: Stack) => SessionArchiveProps) = {}): Template {
  const stack = knownStack();
  new SessionArchive(stack, 'Archive', typeof props === 'function' ? props(stack) : props);
  return Template.fromStack(stack);
}

describe('by default', () => {
  const template = archived();

  test('the curation starts once a day, and after each deployment of the stack', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 day)' });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [{ Ref: 'AWS::StackId' }],
          'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] },
        },
      },
      Targets: [
        Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^ArchiveCurationStateMachine') }, Input: '{}' }),
      ],
    });
  });

  test('its bucket is private, encrypted and kept with the stack deleted; results expire, tables do not', () => {
    const [[id, bucket] = ['', undefined]] = Object.entries(template.findResources('AWS::S3::Bucket')).filter(
      ([name]) => name.startsWith('ArchiveCuration'),
    );
    expect(id).toBe('ArchiveCurationBucket636A4AE1');
    expect(bucket).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: {
          Rules: [
            { Id: 'AbortIncompleteUploads', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
            { Id: 'ExpireResults', Prefix: 'results/', ExpirationInDays: 7 },
          ],
        },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      },
    });
    expect((bucket as { Properties: object }).Properties).not.toHaveProperty('ObjectLockEnabled');
  });

  test('its workgroup does not limit how much a statement reads', () => {
    template.hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: 'session_archive_curation',
      WorkGroupConfiguration: { BytesScannedCutoffPerQuery: Match.absent(), EnforceWorkGroupConfiguration: true },
    });
  });

  test('two alarms: a failure within the hour, and two days without success', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('^A curation failed.*operations.md#curationfailed$'),
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)' }),
      ]),
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('for 48 hours.*operations.md#curationmissing$'),
      EvaluationPeriods: 2,
      TreatMissingData: 'breaching',
      Metrics: Match.arrayWith([
        Match.objectLike({
          MetricStat: Match.objectLike({
            Period: 86_400,
            Metric: Match.objectLike({ MetricName: 'ExecutionsSucceeded' }),
          }),
        }),
      ]),
    });
  });

  test('the runbook has a heading for each alarm', () => {
    const runbook = readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8');
    for (const kind of ['CurationFailed', 'CurationMissing']) expect(runbook).toContain(`#### ${kind}\n`);
  });

  test('a hanging execution times out before the next one starts', () => {
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    expect(JSON.stringify(machine)).toContain('\\"TimeoutSeconds\\":72000');
  });
});

test('the key of the archive encrypts the curated tables and the results', () => {
  const template = archived((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));
  const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };
  template.hasResourceProperties('AWS::Athena::WorkGroup', {
    Name: 'session_archive_curation',
    WorkGroupConfiguration: {
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: key } },
    },
  });
  template.resourcePropertiesCountIs(
    'AWS::S3::Bucket',
    {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: key } }],
      },
    },
    3,
  );
});

test('a key of another Region may decrypt the archive, but encrypts no results', () => {
  const template = archived((stack) => ({
    bucket: s3.Bucket.fromBucketAttributes(stack, 'Mine', { bucketName: 'mine', region: 'us-east-1' }),
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/one'),
  }));
  template.hasResourceProperties('AWS::Athena::WorkGroup', {
    Name: 'session_archive_curation',
    WorkGroupConfiguration: { ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } } },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('^ArchiveCurationRole'),
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:us-east-1:123456789012:key/one' }),
      ]),
    },
  });
});

test('the alarms notify the topic, and the dashboard of a reporter in the same stack shows them', () => {
  const stack = knownStack();
  const archive = new SessionArchive(stack, 'Archive', { alarmTopic: new sns.Topic(stack, 'Topic') });
  new SessionReporter(stack, 'Reporter', { archive });
  const template = Template.fromStack(stack);
  const told = template.findResources('AWS::CloudWatch::Alarm', {
    Properties: { AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }] },
  });
  expect(Object.keys(told)).toHaveLength(2);
  expect(archive.alarms?.all).toHaveLength(2);
  const [body] = dashboardBodies(template);
  for (const id of Object.keys(told)) expect(JSON.stringify(body)).toContain(id);
});

describe('its schedule', () => {
  const cron = (options: CronOptionsWithTimezone) => ScheduleExpression.cron(options);
  test.each([
    [ScheduleExpression.rate(Duration.hours(6)), 6],
    [ScheduleExpression.rate(Duration.days(3)), 72],
    [cron({ minute: '30', hour: '3' }), 24],
  ])('%s sets the period of the alarm: two intervals of %d hours', (curationSchedule, hours) => {
    archived({ curationSchedule }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp(`for ${2 * hours} hours`),
      Metrics: Match.arrayWith([Match.objectLike({ MetricStat: Match.objectLike({ Period: hours * 3600 }) })]),
    });
  });

  test('must start at least every three days', () => {
    expect(() => archived({ curationSchedule: ScheduleExpression.rate(Duration.days(7)) })).toThrow(
      'curationSchedule is "rate(7 days)": give a schedule that starts at least every 72 hours',
    );
  });
});

describe('retention', () => {
  test('lets records and manifests expire, without a warning', () => {
    const stack = knownStack();
    new SessionArchive(stack, 'Archive', { retention: Duration.days(400) });
    const expiring = (prefix: string) =>
      Match.objectLike({
        Prefix: `${prefix}/v1/`,
        ExpirationInDays: 400,
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      });
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: Match.arrayWith(['history', 'active', 'manifests'].map(expiring)) },
    });
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('with a given bucket applies only to curated rows, and a warning says so', () => {
    const stack = knownStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Mine', 'mine');
    new SessionArchive(stack, 'Archive', { bucket, retention: Duration.days(400) });
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Archive',
      Match.stringLikeRegexp('retention is 400 days, and bucket is given: curated rows are deleted, records are not'),
    );
  });

  test.each([
    [{ retention: Duration.days(89) }, 'retention is 89 days: give whole days, at least 90'],
    [{ retention: Duration.hours(2401) }, 'give whole days, at least 90'],
    [
      { retention: Duration.days(365), objectLock: s3.ObjectLockRetention.compliance(Duration.days(400)) },
      'retention is 365 days, but objectLock keeps every object for 400: give a retention of 400 days or more',
    ],
  ])('%o is refused', (props, message) => {
    expect(() => archived(props)).toThrow(message);
  });
});

test('without a catalog there is no curation, and its props are refused', () => {
  archived({ catalog: false }).resourceCountIs('AWS::StepFunctions::StateMachine', 0);
  expect(() => archived({ catalog: false, curationSchedule: ScheduleExpression.rate(Duration.days(1)) })).toThrow(
    'curationSchedule is given, but catalog is false',
  );
});
