import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { AlibabaCredentials, SessionArchive } from '../../../lib';
import { ACCOUNT, REGION, statementsOf, synthesize } from '../synth';
import { addAlibabaReporter, ALIBABA_ACCOUNT, federation, SECRET_ARN, secretOf } from './stacks';

const statements = (template: Template) => statementsOf(template, 'AWS::IAM::Policy', 'ReporterRoleDefaultPolicy');
const allow = (Action: string | string[], Resource: unknown, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const token = (audience = 'sts.aliyuncs.com') =>
  allow('sts:GetWebIdentityToken', '*', {
    'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': [audience] },
    Null: { 'sts:IdentityTokenAudience': 'false' },
    StringEquals: { 'sts:SigningAlgorithm': 'RS256' },
    NumericLessThanEqualsIfExists: { 'sts:DurationSeconds': 900 },
  });
function archiveScope(region: string) {
  const prefixes = ['history', 'active', 'manifests'].map(
    (kind) => `${kind}/v1/account_id=${ALIBABA_ACCOUNT}/region=${region}/*`,
  );
  return [
    allow(
      ['s3:GetObject', 's3:PutObject'],
      prefixes.map((prefix) => `arn:aws:s3:::my-bucket/${prefix}`),
    ),
    allow('s3:ListBucket', 'arn:aws:s3:::my-bucket', { StringLike: { 's3:prefix': prefixes } }),
  ];
}
const WRITE_LOG = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], {
  'Fn::GetAtt': [expect.stringMatching(/^ReporterLogGroup/), 'Arn'],
});
const PARK_EVENTS = allow('sqs:SendMessage', {
  'Fn::GetAtt': [expect.stringMatching(/^ReporterDeadLetterQueue/), 'Arn'],
});

test('with a RAM role, it may only get a token for Alibaba Cloud, archive below its own prefixes, log, and send dead letters', () => {
  const template = synthesize((stack) => void addAlibabaReporter(stack, { regions: ['cn-hangzhou', 'us-east-1'] }));
  expect(statements(template)).toEqual([
    token(),
    ...archiveScope('cn-hangzhou'),
    ...archiveScope('us-east-1'),
    WRITE_LOG,
    PARK_EVENTS,
  ]);
});

test('the token is for the given audience', () => {
  const template = synthesize((stack) => {
    addAlibabaReporter(stack, { credentials: federation({ audience: 'https://example.com' }) });
  });
  expect(statements(template)[0]).toEqual(token('https://example.com'));
});

test('with a secret, it may read only that secret, and may get no token', () => {
  const template = synthesize((stack) => void addAlibabaReporter(stack, { credentials: secretOf(stack) }));
  expect(statements(template)).toEqual([
    allow(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], SECRET_ARN),
    ...archiveScope('cn-hangzhou'),
    WRITE_LOG,
    PARK_EVENTS,
  ]);
});

test("a secret's own key lets it read the secret, and nothing else", () => {
  const template = synthesize((stack) => {
    const secret = new Secret(stack, 'Secret', { encryptionKey: new Key(stack, 'Key') });
    addAlibabaReporter(stack, { credentials: AlibabaCredentials.secret(secret) });
  });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'kms:Decrypt',
          Principal: { AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ReporterRole'), 'Arn'] } },
          Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` } },
        }),
      ]),
    },
  });
});

test("an archive's key may be used to encrypt and decrypt objects", () => {
  const encryptionKeyArn = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const template = synthesize((stack) => {
    const attrs = { bucketName: 'my-bucket', encryptionKeyArn };
    const archive = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', attrs);
    addAlibabaReporter(stack, { archive });
  });
  expect(statements(template)).toContainEqual(allow(['kms:Decrypt', 'kms:GenerateDataKey'], encryptionKeyArn));
});
