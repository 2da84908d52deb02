import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ANY_REGION_NAME } from '../contract';
import { regionProblems as placeOfResourceProblems } from '../common/region-problems';
import { ALIBABA_ECS } from '../reporter/asked-service';
import { placeProblems } from '../reporter/place';
import { commonProblems, regionProblems } from '../reporter/validation';
import type { AlibabaFederationProps } from './alibaba-credentials';
import type { AlibabaSessionReporterProps } from './alibaba-session-reporter-props';

/** Default audience of the token: the one that Alibaba Cloud itself uses between its services. */
export const DEFAULT_AUDIENCE = 'sts.aliyuncs.com';

const MOST_AUDIENCE = 1000;

/** One message for each problem with the props. Does not check values that are known only at deployment. */
export function alibabaReporterProblems(reporter: IConstruct, props: AlibabaSessionReporterProps): string[] {
  const { accountId, regions, credentials } = props;
  const ofArchive = archiveProblems(reporter, props);
  return [
    ...(Token.isUnresolved(accountId) || /^\d{16}$/.test(accountId)
      ? []
      : [`accountId is "${accountId}", which is not the number of an Alibaba Cloud account: give its 16 digits`]),
    ...(regions.length === 0
      ? ['regions is empty: name at least one Region of Alibaba Cloud, such as cn-hangzhou']
      : regionProblems(regions, ANY_REGION_NAME, 'cn-hangzhou')),
    ...(credentials.federatedRole ? federationProblems(accountId, credentials.federatedRole) : []),
    ...placeOfResourceProblems('credentials', credentials.accessKey, {
      region: Stack.of(reporter).region,
      reason: 'the function reads secrets only in its own Region',
    }),
    ...commonProblems(props, ALIBABA_ECS),
    ...ofArchive,
    // The advice in these messages does not help with such an archive: its bucket would deny every write, even if
    // referred to by name.
    ...(ofArchive.length > 0 ? [] : placeProblems(reporter, props)),
  ];
}

/** The policy of another account's bucket lets a writer write only below the prefix of the writer's own AWS account. */
function archiveProblems(reporter: IConstruct, { archive, accountId }: AlibabaSessionReporterProps): string[] {
  const { account } = Stack.of(reporter);
  const owner = archive.bucket.env.account;
  if (Token.compareStrings(owner, account) !== TokenComparison.DIFFERENT) return [];
  return [
    `archive is ${archive.node.path} of the AWS account ${owner}, but the reporter's stack is of ${account}: the bucket of another account accepts ` +
      `objects only below account_id=${account}/, never below account_id=${accountId}/. Put the reporter into a stack of ${owner}`,
  ];
}

function federationProblems(accountId: string, props: AlibabaFederationProps): string[] {
  const { roleArn, oidcProviderArn, audience = DEFAULT_AUDIENCE } = props;
  return [
    ...arnProblems('roleArn', roleArn, 'role', accountId),
    ...arnProblems('oidcProviderArn', oidcProviderArn, 'oidc-provider', accountId),
    ...(Token.isUnresolved(audience) || (audience !== '' && audience.length <= MOST_AUDIENCE)
      ? []
      : [`audience of credentials is "${audience}": give 1 to ${MOST_AUDIENCE} characters, or leave it out`]),
  ];
}

function arnProblems(prop: string, arn: string, kind: string, accountId: string): string[] {
  if (Token.isUnresolved(arn)) return [];
  const account = new RegExp(`^acs:ram::(\\d{16}):${kind}/\\S+$`).exec(arn)?.[1];
  const given = `${prop} of credentials is "${arn}"`;
  if (account === undefined) return [`${given}: give an ARN such as acs:ram::1234567890123456:${kind}/name`];
  return account === accountId || Token.isUnresolved(accountId)
    ? []
    : [`${given}, of another account than accountId "${accountId}": it would list the sessions of ${account}`];
}
