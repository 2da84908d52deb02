import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { ISessionArchive } from '../archive/session-archive-interface';
import type { Scope } from '../contract';
import { createReporterRole } from '../reporter/role';
import type { AlibabaCredentials } from './alibaba-credentials';
import { DEFAULT_AUDIENCE } from './validation';

interface AlibabaRoleProps {
  readonly archive: ISessionArchive;
  readonly scopes: readonly Scope[];
  readonly credentials: AlibabaCredentials;
  readonly logGroup: logs.ILogGroup;
  readonly inVpc: boolean;
}

/**
 * The longest time that a token may be valid. The function requests its token at the start of a run and exchanges it at
 * once.
 */
const LONGEST_TOKEN_SECONDS = 900;

/**
 * Creates the function's role: it may get a token or read a secret, read and add objects below its own scopes'
 * prefixes, and write its log.
 */
export function createAlibabaRole(scope: Construct, props: AlibabaRoleProps): iam.Role {
  const { federatedRole, accessKey } = props.credentials;
  return createReporterRole(scope, props, {
    description: 'Session reporter: archives the sessions of Alibaba Cloud ECS',
    scopes: props.scopes,
    allow: (role) => {
      if (federatedRole) allowToken(role, federatedRole.audience ?? DEFAULT_AUDIENCE);
      accessKey?.grantRead(role);
    },
    wildcardReason:
      'These actions support no resource; sts:GetWebIdentityToken is limited to the one audience for Alibaba Cloud.',
  });
}

/**
 * Allows only a token for Alibaba Cloud. A token with another audience would prove the role's identity to somebody
 * else.
 */
function allowToken(role: iam.Role, audience: string): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['sts:GetWebIdentityToken'],
      resources: ['*'],
      conditions: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': [audience] },
        // ForAllValues is also true if the request has no audience, so the key must be present.
        Null: { 'sts:IdentityTokenAudience': 'false' },
        // RAM accepts no other algorithm.
        StringEquals: { 'sts:SigningAlgorithm': 'RS256' },
        NumericLessThanEqualsIfExists: { 'sts:DurationSeconds': LONGEST_TOKEN_SECONDS },
      },
    }),
  );
}
