import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { ISessionArchive } from '../archive/session-archive';
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

/** The function asks for its token at the start of a run and exchanges it at once. */
const LONGEST_TOKEN_SECONDS = 900;

/** Creates the function's role: it gets a token or reads a secret, reads and adds objects below its own scopes' prefixes, writes its log. */
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
      'These actions have no resource to name; sts:GetWebIdentityToken is bound to the one audience that Alibaba Cloud is asked with.',
  });
}

/** Only a token for Alibaba Cloud: with another audience it would be a proof of identity to somebody else. */
function allowToken(role: iam.Role, audience: string): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['sts:GetWebIdentityToken'],
      resources: ['*'],
      conditions: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': [audience] },
        // Of no value at all, anything is true for all values.
        Null: { 'sts:IdentityTokenAudience': 'false' },
        // RAM takes no other.
        StringEquals: { 'sts:SigningAlgorithm': 'RS256' },
        NumericLessThanEqualsIfExists: { 'sts:DurationSeconds': LONGEST_TOKEN_SECONDS },
      },
    }),
  );
}
