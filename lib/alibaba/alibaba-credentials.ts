import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** Properties of `AlibabaCredentials.federation`. */
export interface AlibabaFederationProps {
  /**
   * ARN of the RAM role that the reporter assumes, `acs:ram::1234567890123456:role/session-reporter`. The role belongs
   * to the account whose sessions are archived, trusts the identity provider, and allows
   * `ecs:DescribeTerminalSessions`.
   */
  readonly roleArn: string;

  /**
   * ARN of the identity provider in RAM that trusts the AWS account's issuer,
   * `acs:ram::1234567890123456:oidc-provider/aws`. It must belong to the same account as the role.
   */
  readonly oidcProviderArn: string;

  /**
   * The audience of the token: a client id of the identity provider, and `oidc:aud` in the role's trust policy. The
   * function's role allows no other audience.
   *
   * @default 'sts.aliyuncs.com'
   */
  readonly audience?: string;
}

/** How a reporter proves to Alibaba Cloud who it is. */
export class AlibabaCredentials {
  /**
   * Without a stored key: AWS signs a token that names the function's role, and Alibaba Cloud exchanges it for
   * temporary credentials of a RAM role. Outbound identity federation must be enabled in the AWS account.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOutboundWebIdentityFederation.html
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/alibaba.md#without-a-stored-key
   * @param props the role, and the identity provider that it trusts
   */
  public static federation(props: AlibabaFederationProps): AlibabaCredentials {
    return new AlibabaCredentials(props, undefined);
  }

  /**
   * With the access key of a RAM user in a secret: JSON with `accessKeyId` and `accessKeySecret`. The function reads
   * the secret in every run, so you can replace the key at any time.
   *
   * @see https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs/alibaba.md#with-a-stored-key
   * @param secret the secret, which must be in the Region of the reporter's stack
   */
  public static secret(secret: secretsmanager.ISecret): AlibabaCredentials {
    return new AlibabaCredentials(undefined, secret);
  }

  private constructor(
    /** The role, and the identity provider that it trusts; undefined with a secret. */
    public readonly federatedRole: AlibabaFederationProps | undefined,
    /** The secret with the access key; undefined with a role. */
    public readonly accessKey: secretsmanager.ISecret | undefined,
  ) {}
}
