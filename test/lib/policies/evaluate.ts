import { anonymousPrincipal, runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { PolicyOf, PolicyStatement } from './documents';
import { REGION } from './stacks';

/** Who calls, with what AWS knows of the caller. */
export interface Caller {
  readonly name: string;
  /** A session of a role, a user, a root user, or a service such as `lambda.amazonaws.com`; of nobody who signs, none. */
  readonly principal?: string;
  /** The ARN of its role or of itself; a service has none, and no account. */
  readonly arn?: string;
  readonly account?: string;
  readonly organizationId?: string;
  /** What its own account allows it, beside the policies of the templates. */
  readonly also?: readonly PolicyStatement[];
}

/** One request, as AWS sees it. */
export interface Request {
  readonly by: Caller;
  readonly action: string;
  /** An ARN, or `*` for an action that names no resource. */
  readonly resource: string;
  readonly resourceAccount: string;
  /** Beside the keys that every request has; null takes one of these away. */
  readonly context?: Readonly<Record<string, string | readonly string[] | null>>;
}

export type Outcome = 'allowed' | 'denied';

export interface Case extends Request {
  readonly expected: Outcome;
}

/** Evaluates the request strictly: a context key that does not belong to it, or a policy that is not valid, is an error. */
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

/** Whether the policy has a say in the request. */
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
    // As the bucket's settings have it: a policy that lets in everybody would let in nobody from outside.
    additionalSettings: { s3: { blockPublicAccess: true } },
  };
}

/** The policy of a bucket is about its objects, too. */
function policyOwner(resource: string): string {
  return resource.startsWith('arn:aws:s3:::') ? resource.replace(/\/.*/, '') : resource;
}

/** The context keys that AWS sends with a request over TLS 1.3, those that policies here ask about and those beside them. */
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
