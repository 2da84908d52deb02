import { readSettings } from '../../bin/settings';

const KEY_ARN = 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab';

test('every setting is optional', () => {
  expect(readSettings({})).toEqual({});
});

test('reads every key, and Regions with or without spaces', () => {
  const context = {
    regions: 'eu-west-1, us-east-1',
    schedule: 'rate(30 minutes)',
    existingBucketName: 'my-archive',
    encryptionKeyArn: KEY_ARN,
    alarmTopicArn: 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:on-call',
    archiveStart: '2026-01-01',
  };
  expect(readSettings(context)).toEqual({ ...context, regions: ['eu-west-1', 'us-east-1'] });
});

test('reads `all` as all Regions', () => {
  expect(readSettings({ regions: 'all' })).toEqual({ allRegions: true });
});

test('ignores keys of the CDK and of other tools', () => {
  const context = { '@aws-cdk/core:flag': true, 'aws:cdk:x': 1, 'availability-zones:account=1': [], 'some-tool': {} };
  expect(readSettings(context)).toEqual({});
});

test('rejects a key that does not exist, and names those that do', () => {
  expect(() => readSettings({ regons: 'eu-west-1' })).toThrow(
    'Unknown context key "regons": this app knows regions, schedule, existingBucketName, encryptionKeyArn, alarmTopicArn, archiveStart.',
  );
});

test.each([
  [{ regions: '' }, 'Context key "regions" is "": give a text such as eu-west-1,us-east-1, or leave it out.'],
  [{ regions: ['eu-west-1'] }, 'Context key "regions" is ["eu-west-1"]'],
  [{ schedule: 60 }, 'Context key "schedule" is 60: give a text such as rate(1 hour)'],
  [{ existingBucketName: 'My_Bucket' }, 'Context key "existingBucketName" is "My_Bucket"'],
  [{ existingBucketName: 'arn:aws:s3:::b' }, 'Context key "existingBucketName" is "arn:aws:s3:::b"'],
  [{ encryptionKeyArn: 'alias/mine' }, 'Context key "encryptionKeyArn" is "alias/mine"'],
  [{ encryptionKeyArn: true }, 'Context key "encryptionKeyArn" is true'],
  [{ alarmTopicArn: 'on-call' }, 'Context key "alarmTopicArn" is "on-call": give a text such as arn:aws:sns:'],
])('rejects %j by key and value', (context, message) => {
  expect(() => readSettings(context)).toThrow(message);
});
