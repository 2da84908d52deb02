import { anonymousPrincipal, runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { PolicyOf, PolicyStatement } from './documents';
import { REGION } from './stacks';

/** A caller, with what AWS knows about the caller. */
export interface Caller {
  readonly name: string;
  /**
   * A session of a role, a user, a root user, or a service such as `lambda.amazonaws.com`. @default - an anonymous
   * caller
   */
  readonly principal?: string;
  /** The ARN of its role or user. A service has no ARN and no account. */
  readonly arn?: string;
  readonly account?: string;
  readonly organizationId?: string;
  /** What its own account allows it in addition to the policies of the templates. */
  readonly also?: readonly PolicyStatement[];
}

/** One request to AWS. */
export interface Request {
  readonly by: Caller;
  readonly action: string;
  /** An ARN, or `*` for an action that names no resource. */
  readonly resource: string;
  readonly resourceAccount: string;
  /** Context keys in addition to those of every request. Null removes a key. */
  readonly context?: Readonly<Record<string, string | readonly string[] | null>>;
}

export type Outcome = 'allowed' | 'denied';

export interface Case extends Request {
  readonly expected: Outcome;
}

/**
 * Evaluates the request strictly: throws on a context key that does not belong to the action, and on an invalid policy.
 */
export async function evaluate(request: Request, policies: readonly PolicyOf[]): Promise<Outcome> {
  const outcome = await runSimulation(simulationOf(request, policies), {});
  if (outcome.resultType !== 'single') {
    throw new Error(outcome.resultType === 'error' ? JSON.stringify(outcome.errors) : 'the resource is no ARN');
  }
  const ignored = outcome.result.ignoredContextKeys;
  if (ignored?.length !== 0) throw new Error(`ignored ${String(ignored)}`);
  return outcome.overallResult === 'Allowed' ? 'allowed' : 'denied';
}

export function titleOf({ by, action, resource, context = {} }: Request): string {
  const details = Object.entries(context).map(([key, value]) =>
    value === null ? `no ${key}` : `${key} ${String(value)}`,
  );
  return [`${by.name}: ${action} ${resource}`, ...details].join(', ');
}

/** Whether the policy applies to the request. */
export function concerns({ kind, owner }: PolicyOf, { by, resource }: Request): boolean {
  return kind === 'identity' ? owner === by.arn : owner === policyOwner(resource);
}

function simulationOf(request: Request, policies: readonly PolicyOf[]): Simulation {
  const { by, action, resource, resourceAccount } = request;
  const document = (statements: readonly PolicyStatement[]) => ({ Version: '2012-10-17', Statement: statements });
  const own = policies.filter((policy) => concerns(policy, request));
  const identityPolicies = own
    .filter(({ kind, statements }) => kind === 'identity' && statements.length > 0)
    .map(({ name, statements }) => ({ name, policy: document(statements) }));
  const [resourcePolicy, ...others] = own.filter(({ kind }) => kind === 'resource');
  if (others.length > 0) throw new Error(`${resource} has several policies`);
  return {
    request: {
      principal: by.principal ?? anonymousPrincipal,
      action,
      resource: { resource, accountId: resourceAccount },
      contextVariables: contextOf(request),
    },
    identityPolicies: [...identityPolicies, ...(by.also ? [{ name: 'also', policy: document(by.also) }] : [])],
    resourcePolicy: resourcePolicy?.statements.length ? document(resourcePolicy.statements) : undefined,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    // The setting of the bucket: a public policy would let in nobody from another account.
    additionalSettings: { s3: { blockPublicAccess: true } },
  };
}

/** The ARN of the resource that has the policy: an object's is its bucket. */
function policyOwner(resource: string): string {
  return resource.startsWith('arn:aws:s3:::') ? resource.replace(/\/.*/, '') : resource;
}

/** The context keys of a request over TLS 1.3, including keys that the policies do not use. */
function contextOf({ by, action, resourceAccount, context = {} }: Request): Record<string, string | string[]> {
  const { arn, account, organizationId, principal } = by;
  const keys: Record<string, string | readonly string[] | null> = {
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': REGION,
    'aws:PrincipalIsAWSService': String(principal !== undefined && arn === undefined),
    'aws:ViaAWSService': 'false',
    'aws:CurrentTime': '2026-02-01T02:00:00Z',
    ...(arn && {
      'aws:PrincipalArn': arn,
      'aws:PrincipalAccount': account,
      'aws:PrincipalType': arn.includes(':role/') ? 'AssumedRole' : arn.endsWith(':root') ? 'Account' : 'User',
    }),
    ...(organizationId && { 'aws:PrincipalOrgID': organizationId }),
    ...(arn && action !== 'sts:AssumeRole' && { 'aws:ResourceAccount': resourceAccount }),
    ...(action.startsWith('s3:') && {
      's3:TlsVersion': '1.3',
      's3:authType': 'REST-HEADER',
      's3:signatureversion': 'AWS4-HMAC-SHA256',
    }),
    ...(action.startsWith('kms:') && account && { 'kms:CallerAccount': account }),
    ...context,
  };
  return Object.fromEntries(
    Object.entries(keys).filter((entry): entry is [string, string | string[]] => entry[1] !== null),
  );
}
