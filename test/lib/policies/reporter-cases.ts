import { ALIBABA_ACCOUNT } from '../alibaba/stacks';
import { accountPrefixes, HISTORY_PREFIX, scopePrefix } from '../../../lib/contract';
import { administrator, madeRole, service } from './callers';
import { logicalId } from './documents';
import type { Caller, Case, Request } from './evaluate';
import {
  BESIDE,
  OLD_TLS,
  PLAIN,
  TAIL,
  administration,
  allowed,
  arn,
  call,
  denied,
  onObject,
  scopePrefixes,
  useKey,
  withKey,
  work,
  type Context,
} from './requests';
import {
  ALIBABA_REGIONS,
  ALIBABA_SECRET_ARN,
  CENTRAL,
  MEMBER,
  REGION,
  SISTER,
  STRANGER,
  type Deployed,
} from './stacks';

const AUDIENCE = 'sts.aliyuncs.com';

/** The role of a reporter. @param regions the Regions that it archives @param others Regions that it does not */
export function reporter(
  deployed: Deployed,
  prefix: string,
  regions: readonly string[],
  others: readonly string[],
): Case[] {
  const { account } = deployed;
  const by = madeRole(deployed, `${prefix}Role`);
  const describe = (region: string) => call(by, 'ssm:DescribeSessions', '*', { 'aws:RequestedRegion': region });
  return [
    ...everyReporter(deployed, prefix),
    ...regions
      .flatMap((region) => [describe(region), ...scopePrefixes(account, region).flatMap((each) => work(by, each))])
      .map(allowed),
  ].concat(
    [
      ...others.flatMap((region) => [
        describe(region),
        ...scopePrefixes(account, region).flatMap((each) => work(by, each)),
      ]),
      ...[CENTRAL, MEMBER, SISTER]
        .filter((other) => other !== account)
        .flatMap((other) => scopePrefixes(other, REGION).flatMap((each) => work(by, each))),
      ...scopePrefixes(account, REGION).flatMap((each) => [
        onObject(by, 'PutObject', `${each}${TAIL}`),
        ...[PLAIN, OLD_TLS].flatMap((transport) =>
          work(by, each).map((one) => ({ ...one, context: { ...one.context, ...transport } })),
        ),
      ]),
      call(by, 'sts:GetWebIdentityToken', '*', tokenFor(['sts.aliyuncs.com'])),
    ].map(denied),
    ['1.2', '1.3'].map((version) =>
      allowed(
        onObject(by, 'GetObject', `${scopePrefix(HISTORY_PREFIX, { accountId: account, region: REGION })}${TAIL}`, {
          's3:TlsVersion': version,
        }),
      ),
    ),
  );
}

/** What the role of every reporter may and may not do, for AWS and for Alibaba Cloud. */
function everyReporter(deployed: Deployed, prefix: string): Case[] {
  const { account } = deployed;
  const by = madeRole(deployed, `${prefix}Role`);
  const logGroup = (name: string, stream = '') => arn('logs', account, `log-group:${name}${stream}`);
  const own = logicalId(deployed, 'AWS::Logs::LogGroup', prefix);
  const queue = arn('sqs', account, logicalId(deployed, 'AWS::SQS::Queue', prefix));
  const functionArn = arn('lambda', account, `function:${logicalId(deployed, 'AWS::Lambda::Function', prefix)}`);
  return [
    ...[
      ...useKey(by),
      call(by, 'logs:CreateLogStream', logGroup(own, ':log-stream:one')),
      call(by, 'logs:PutLogEvents', logGroup(own, ':log-stream:one')),
      call(by, 'sqs:SendMessage', queue),
    ].map(allowed),
    ...[
      ...[...BESIDE, ...accountPrefixes(account)].flatMap((each) => work(by, each)),
      ...administration(by),
      withKey(by, 'GenerateDataKeyPair'),
      call(by, 'kms:Decrypt', arn('kms', account, 'key/another')),
      call(by, 'ssm:StartSession', arn('ec2', account, 'instance/i-0123456789abcdef0')),
      call(by, 'ssm:TerminateSession', arn('ssm', account, 'session/me-1')),
      call(by, 'logs:CreateLogStream', logGroup('another', ':log-stream:one')),
      call(by, 'logs:DeleteLogGroup', logGroup(own)),
      call(by, 'sqs:SendMessage', arn('sqs', account, 'another')),
      call(by, 'sqs:ReceiveMessage', queue),
      call(by, 'lambda:InvokeFunction', functionArn),
      { ...call(by, 'sqs:SendMessage', queue), context: { 'aws:SecureTransport': 'false' } },
      call(by, 'ec2:DescribeInstances'),
    ].map(denied),
  ];
}

/** The context keys of a request for a token. */
const tokenFor = (audience: readonly string[], algorithm = 'RS256', seconds?: number): Context => ({
  'sts:IdentityTokenAudience': audience,
  'sts:SigningAlgorithm': algorithm,
  ...(seconds !== undefined && { 'sts:DurationSeconds': String(seconds) }),
});

/** The role of a reporter of Alibaba Cloud. With a RAM role it may get a token, with a key it may read the secret. */
export function alibabaReporter(central: Deployed, prefix: string, has: 'role' | 'key'): Case[] {
  const by = madeRole(central, `${prefix}Role`);
  const token = (context: Context) => call(by, 'sts:GetWebIdentityToken', '*', context);
  const tokens = [tokenFor([AUDIENCE]), tokenFor([AUDIENCE], 'RS256', 900)].map(token);
  const secret = (action: string, arnOfSecret = ALIBABA_SECRET_ARN) =>
    call(by, `secretsmanager:${action}`, arnOfSecret);
  const reading = ['GetSecretValue', 'DescribeSecret'].map((action) => secret(action));
  const ownScopes = ALIBABA_REGIONS.flatMap((region) => scopePrefixes(ALIBABA_ACCOUNT, region));
  const otherScopes = [
    ...scopePrefixes(ALIBABA_ACCOUNT, 'cn-beijing'),
    ...scopePrefixes('6543210987654321', ALIBABA_REGIONS[0]),
    ...[CENTRAL, MEMBER].flatMap((account) =>
      [REGION, ALIBABA_REGIONS[0]].flatMap((region) => scopePrefixes(account, region)),
    ),
    ...accountPrefixes(ALIBABA_ACCOUNT),
  ];
  return [
    ...everyReporter(central, prefix),
    ...[...ownScopes.flatMap((each) => work(by, each)), ...(has === 'role' ? tokens : reading)].map(allowed),
    ...[
      ...otherScopes.flatMap((each) => work(by, each)),
      ...ownScopes.map((each) => onObject(by, 'PutObject', `${each}${TAIL}`)),
      ...ownScopes.map((each) => onObject(by, 'DeleteObject', `${each}${TAIL}`)),
      ...(has === 'role' ? reading : tokens),
      token(tokenFor(['sts.amazonaws.com'])),
      token(tokenFor([AUDIENCE, 'sts.amazonaws.com'])),
      token(tokenFor([AUDIENCE], 'ES384')),
      token(tokenFor([AUDIENCE], 'RS256', 3600)),
      token({ 'sts:SigningAlgorithm': 'RS256' }),
      call(by, 'sts:TagGetWebIdentityToken'),
      call(by, 'sts:AssumeRole', madeRole(central, 'ArchiveCurationRole').arn),
      secret('PutSecretValue'),
      secret('GetSecretValue', ALIBABA_SECRET_ARN.replace('alibaba', 'another')),
      ...[REGION, ...ALIBABA_REGIONS].map((region) =>
        call(by, 'ssm:DescribeSessions', '*', { 'aws:RequestedRegion': region }),
      ),
    ].map(denied),
  ];
}

/** Who may assume the roles of a reporter, and what its schedule may do. */
export function schedule(deployed: Deployed, prefix: string): Case[] {
  const { account } = deployed;
  const by = madeRole(deployed, `${prefix}ScheduleRole`);
  const id = (type: string) => logicalId(deployed, type, prefix);
  const functionArn = arn('lambda', account, `function:${id('AWS::Lambda::Function')}`);
  const queue = arn('sqs', account, id('AWS::SQS::Queue'));
  const group = (owner: string, name = 'default') => arn('scheduler', owner, `schedule-group/${name}`);
  const assume = (caller: Caller, role: string, context?: Context) =>
    call(caller, 'sts:AssumeRole', role, context, account);
  const source = (sourceAccount: string, sourceArn: string): Context => ({
    'aws:SourceAccount': sourceAccount,
    'aws:SourceArn': sourceArn,
  });
  const scheduler = service('scheduler');
  const own = by.arn ?? '';
  const { arn: ofFunction = '' } = madeRole(deployed, `${prefix}Role`);
  return [
    ...[
      assume(scheduler, own, source(account, group(account))),
      assume(service('lambda'), ofFunction),
      call(by, 'lambda:InvokeFunction', functionArn),
      call(by, 'sqs:SendMessage', queue),
    ].map(allowed),
    ...[
      assume(scheduler, own, source(STRANGER, group(STRANGER))),
      // One wrong key is enough for a denial.
      assume(scheduler, own, source(STRANGER, group(account))),
      assume(scheduler, own, source(account, group(STRANGER))),
      assume(scheduler, own, source(account, group(account, 'another'))),
      assume(scheduler, own),
      assume(service('lambda'), own),
      assume(service('events'), own, source(account, group(account))),
      assume(scheduler, ofFunction, source(account, group(account))),
      assume(service('ec2'), ofFunction),
      ...[own, ofFunction].flatMap((role) =>
        [administrator(account), administrator(STRANGER)].map((caller) => assume(caller, role)),
      ),
      call(by, 'lambda:InvokeFunction', `${functionArn}:1`),
      call(by, 'lambda:InvokeFunction', arn('lambda', account, 'function:another')),
      call(by, 'lambda:UpdateFunctionCode', functionArn),
      call(by, 'sqs:SendMessage', arn('sqs', account, 'another')),
      call(by, 'sqs:ReceiveMessage', queue),
      call(by, 'sqs:SendMessage', queue, { 'aws:SecureTransport': 'false' }),
      call(by, 'ssm:DescribeSessions'),
      ...scopePrefixes(account, REGION).flatMap((each) => work(by, each)),
      ...useKey(by),
    ].map(denied),
  ];
}

/** What only a reporter of all Regions, in a VPC, may do. */
export function allRegionsInVpc(central: Deployed): Case[] {
  const by = madeRole(central, 'AllRegionsRole');
  const other = madeRole(central, 'ReporterRole');
  const account = `arn:aws:account::${CENTRAL}:account`;
  const calls = (caller: Caller): Request[] => [
    call(caller, 'account:ListRegions', account),
    ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'].map((action) => call(caller, action)),
    ...[
      'CreateNetworkInterface',
      'DeleteNetworkInterface',
      'AssignPrivateIpAddresses',
      'UnassignPrivateIpAddresses',
    ].map((action) => call(caller, `ec2:${action}`, arn('ec2', CENTRAL, 'network-interface/eni-0123456789abcdef0'))),
  ];
  return [
    ...calls(by).map(allowed),
    ...calls(other).map(denied),
    ...['account:EnableRegion', 'account:DisableRegion'].map((action) => denied(call(by, action, account))),
    denied(call(by, 'ec2:RunInstances', arn('ec2', CENTRAL, 'instance/i-0123456789abcdef0'))),
  ];
}
