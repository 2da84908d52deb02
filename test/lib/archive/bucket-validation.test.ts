import { Aws, Fn, PhysicalName, Size, Token } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SessionArchive, type SessionArchiveProps } from '../../../lib';
import { knownStack, synthesize } from '../synth';

const LIST = Fn.split(',', Fn.ref('Parameter'));
const ROLE = 'arn:aws:iam::123456789012:role/ArchiveAdministrator';
const isAToken = (prop: string) =>
  `${prop} is, or contains, a list that is itself a token, known only at deployment: list its items one by one; each may be a token`;

test.each<[SessionArchiveProps, string]>([
  [
    { bytesScannedCutoff: Size.bytes(9_999_999) },
    'bytesScannedCutoff is 9999999 bytes: Athena accepts 10000000 (10 MB) or more; give Size.mebibytes(10) or more',
  ],
  [{ bytesScannedCutoff: Size.mebibytes(9) }, 'bytesScannedCutoff is 9437184 bytes'],
  [{ accounts: LIST }, isAToken('accounts')],
  [{ regions: LIST }, isAToken('regions')],
  [{ writerAccounts: LIST }, isAToken('writerAccounts')],
  [{ writerAccounts: ['111122223333', ...LIST] }, isAToken('writerAccounts')],
  [{ deletionAdministrators: [ROLE, ...LIST] }, isAToken('deletionAdministrators')],
  [
    { bucketName: PhysicalName.GENERATE_IF_NEEDED },
    'bucketName is PhysicalName.GENERATE_IF_NEEDED: the bucket would be replaced, and its history left behind, as soon as another stack refers to it; give a name',
  ],
])('%j is refused', (props, message) => {
  expect(() => new SessionArchive(knownStack(), 'Archive', props)).toThrow(
    `Invalid props of Stack/Archive:\n  ${message}`,
  );
});

test.each<[string, SessionArchiveProps]>([
  ['the least cutoff', { bytesScannedCutoff: Size.bytes(10_000_000) }],
  ['a cutoff known only at deployment', { bytesScannedCutoff: Size.bytes(Token.asNumber(Fn.ref('Parameter'))) }],
  [
    'items known only at deployment',
    { accounts: [Fn.ref('A')], regions: [Fn.ref('B')], writerAccounts: [Fn.ref('C')] },
  ],
  ['a name that holds a token', { bucketName: `archive-of-${Aws.ACCOUNT_ID}` }],
])('accepts %s', (_, props) => {
  const stack = knownStack();
  expect(new SessionArchive(stack, 'Archive', props).node.path).toBe('Stack/Archive');
});

test('deletionAdministrators may be a list known only at deployment, which the policy refers to', () => {
  const template = synthesize((stack) => new SessionArchive(stack, 'Archive', { deletionAdministrators: LIST }));
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Sid: 'DenyDeleting',
          Condition: { ArnNotLike: { 'aws:PrincipalArn': { 'Fn::Split': [',', { Ref: 'Parameter' }] } } },
        }),
      ]),
    },
  });
  expect(JSON.stringify(template.toJSON())).not.toContain('#{Token');
});

test('a message about a list that is a token does not print the token', () => {
  const stack = knownStack();
  const bucket = s3.Bucket.fromBucketName(stack, 'Given', 'given');
  expect(() => new SessionArchive(stack, 'Archive', { bucket, deletionAdministrators: LIST })).toThrow(
    'deletionAdministrators is given, but bucket is given: deny deletions in the policy of that bucket',
  );
});
