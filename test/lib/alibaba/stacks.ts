// Reporters of Alibaba Cloud for the tests of several folders.
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  AlibabaCredentials,
  AlibabaSessionReporter,
  SessionArchive,
  type AlibabaFederationProps,
  type AlibabaSessionReporterProps,
} from '../../../lib';
import { ACCOUNT, REGION } from '../synth';

export const ALIBABA_ACCOUNT = '1234567890123456';
export const FEDERATION = {
  roleArn: `acs:ram::${ALIBABA_ACCOUNT}:role/session-reporter`,
  oidcProviderArn: `acs:ram::${ALIBABA_ACCOUNT}:oidc-provider/aws`,
};
export const SECRET_ARN = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:alibaba-AbCdEf`;

type Overrides = Partial<AlibabaSessionReporterProps>;

export const federation = (props: Partial<AlibabaFederationProps> = {}): AlibabaCredentials =>
  AlibabaCredentials.federation({ ...FEDERATION, ...props });

export const secretOf = (stack: Stack, arn = SECRET_ARN): AlibabaCredentials =>
  AlibabaCredentials.secret(Secret.fromSecretCompleteArn(stack, 'AccessKey', arn));

/** A reporter in the stack, for an archive outside the stack unless `props.archive` is given. */
export function addAlibabaReporter(stack: Stack, props: Overrides = {}, id = 'Reporter'): AlibabaSessionReporter {
  const archive =
    props.archive ?? SessionArchive.fromSessionArchiveAttributes(stack, `ArchiveOf${id}`, { bucketName: 'my-bucket' });
  return new AlibabaSessionReporter(stack, id, {
    accountId: ALIBABA_ACCOUNT,
    regions: ['cn-hangzhou'],
    credentials: federation(),
    ...props,
    archive,
  });
}
