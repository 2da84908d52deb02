import { Aws, Duration, Fn, Stack } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { SessionArchive, type AlibabaSessionReporterProps } from '../../../lib';
import { alibabaReporterProblems } from '../../../lib/alibaba/validation';
import { ACCOUNT, knownStack, REGION, uncheckedApp } from '../synth';
import { addAlibabaReporter, ALIBABA_ACCOUNT, federation, SECRET_ARN, secretOf } from './stacks';

const stack = knownStack();
const archive = new SessionArchive(stack, 'Archive');
const problems = (props: Partial<AlibabaSessionReporterProps>) =>
  alibabaReporterProblems(stack, {
    archive,
    accountId: ALIBABA_ACCOUNT,
    regions: ['cn-hangzhou'],
    credentials: federation(),
    ...props,
  });
const OTHER = '6543210987654321';

test.each<[string, Partial<AlibabaSessionReporterProps>]>([
  ['the required props alone', {}],
  [
    'Regions of every form',
    {
      regions: ['cn-hangzhou', 'cn-beijing-finance-1', 'cn-wulanchabu', 'us-east-1', 'ap-southeast-1', 'me-central-1'],
    },
  ],
  ['Regions known at deployment, next to others', { regions: ['cn-hangzhou', Fn.ref('Parameter')] }],
  [
    'an account known at deployment',
    { accountId: Fn.ref('Parameter'), credentials: federation({ roleArn: Fn.ref('Role') }) },
  ],
  [
    'a role with a path in its name',
    { credentials: federation({ roleArn: `acs:ram::${ALIBABA_ACCOUNT}:role/a-b.c` }) },
  ],
  ['an audience of its own', { credentials: federation({ audience: 'https://example.com' }) }],
  ['the slowest rate', { schedule: ScheduleExpression.rate(Duration.days(1)) }],
])('accepts %s', (_, props) => {
  expect(problems(props)).toEqual([]);
});

test.each<[Partial<AlibabaSessionReporterProps>, string]>([
  [{ accountId: ACCOUNT }, `accountId is "${ACCOUNT}", which is not the number of an Alibaba Cloud account`],
  [{ accountId: '' }, 'accountId is "": give its 16 digits'],
  [{ regions: [] }, 'regions is empty: name at least one Region of Alibaba Cloud, such as cn-hangzhou'],
  [{ regions: ['cn-hangzhou', 'Hangzhou'] }, 'regions contains "Hangzhou", which is not the name of a Region'],
  [{ regions: ['all'] }, 'regions contains "all"'],
  [{ regions: Fn.split(',', Fn.ref('Parameter')) }, 'regions is, or contains, a list that is itself a token'],
  [
    { credentials: federation({ roleArn: `arn:aws:iam::${ACCOUNT}:role/mine` }) },
    `roleArn of credentials is "arn:aws:iam::${ACCOUNT}:role/mine": give an ARN such as acs:ram::1234567890123456:role/name`,
  ],
  [
    { credentials: federation({ oidcProviderArn: `acs:ram::${ALIBABA_ACCOUNT}:role/aws` }) },
    'oidcProviderArn of credentials is "acs:ram::1234567890123456:role/aws": give an ARN such as acs:ram::1234567890123456:oidc-provider/name',
  ],
  [
    { credentials: federation({ roleArn: `acs:ram::${OTHER}:role/mine` }) },
    `of another account than accountId "${ALIBABA_ACCOUNT}": it would list the sessions of ${OTHER}`,
  ],
  [{ credentials: federation({ audience: '' }) }, 'audience of credentials is "": give 1 to 1000 characters'],
  [
    { schedule: ScheduleExpression.rate(Duration.days(2)) },
    'schedule is "rate(2 days)": give at most one day, because Alibaba Cloud forgets a session after 30 days',
  ],
  [{ memorySize: 64 }, 'memorySize is 64'],
  [{ timeout: Duration.minutes(16) }, 'timeout is 960 seconds'],
  [{ vpcSubnets: {} }, 'vpcSubnets is given without vpc'],
])('rejects %j by name and value', (props, message) => {
  const found = problems(props).join('\n');
  for (const part of message.split(': give its')) expect(found).toContain(part);
});

test('a secret of another Region is rejected: the function reads secrets in its own Region', () => {
  const other = knownStack();
  const credentials = secretOf(other, SECRET_ARN.replace(REGION, 'us-east-1'));
  expect(() => addAlibabaReporter(other, { credentials })).toThrow(
    'credentials is Stack/AccessKey in us-east-1, but the function reads secrets only in its own Region: give one in eu-west-1',
  );
});

describe('an archive of another AWS account', () => {
  const archiveOf = (app = uncheckedApp()) => {
    const central = new Stack(app, 'Central', { env: { account: '111122223333', region: REGION } });
    const named = new SessionArchive(central, 'Archive', { bucketName: 'example-org-session-archive' });
    return { app, named };
  };

  test('is rejected, because its bucket would refuse every write', () => {
    const { app, named } = archiveOf();
    const member = new Stack(app, 'Member', { env: { account: ACCOUNT, region: REGION } });
    expect(() => addAlibabaReporter(member, { archive: named })).toThrow(
      new RegExp(
        `^Invalid props of Member/Reporter:\\n {2}archive is Central/Archive of the AWS account 111122223333, but the reporter's stack is of ${ACCOUNT}: ` +
          `the bucket of another account accepts objects only below account_id=${ACCOUNT}/, never below account_id=${ALIBABA_ACCOUNT}/. ` +
          'Put the reporter into a stack of 111122223333$',
      ),
    );
  });

  test('an archive of the same account is accepted, also from another stack', () => {
    const { app, named } = archiveOf();
    const other = new Stack(app, 'Other', { env: { account: '111122223333', region: REGION } });
    expect(() => addAlibabaReporter(other, { archive: named })).not.toThrow();
  });

  test('an archive in a stack without a known account is accepted in the same stack', () => {
    const unknown = new Stack(uncheckedApp(), 'Unknown');
    expect(unknown.account).toBe(Aws.ACCOUNT_ID);
    const own = new SessionArchive(unknown, 'Archive');
    expect(() => addAlibabaReporter(unknown, { archive: own })).not.toThrow();
  });
});

test('the constructor reports every problem at once, with the path of the construct', () => {
  expect(() => addAlibabaReporter(knownStack(), { accountId: '1', regions: [], memorySize: 1 })).toThrow(
    /^Invalid props of Stack\/Reporter:\n {2}accountId is "1".*\n {2}regions is empty.*\n {2}roleArn of credentials.*\n {2}oidcProviderArn of credentials.*\n {2}memorySize is 1:.*$/,
  );
});
