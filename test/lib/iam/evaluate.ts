// Whether IAM allows a request, as @cloud-copilot/iam-simulate works it out from the policies of everybody concerned.
import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';
import type { Policy, Statement } from './policies';

/** Context keys of a request; undefined for one that AWS leaves out. */
export type Context = Readonly<Record<string, string | undefined>>;

/** Who makes a request. */
export interface Caller {
  readonly title: string;
  /** The session of a role, or a service; without, nobody has signed the request. */
  readonly principal?: string;
  /** The role whose policies allow something; services have none. */
  readonly role?: string;
  /** What its role may do besides what templates say of it. */
  readonly statements?: readonly Statement[];
  readonly context: Context;
}

export interface Request {
  readonly by: Caller;
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

const VERSION = { Version: '2012-10-17' };

/** The policies that have a say in a request: those of who asks, and that of what it is about. */
export function policiesFor({ by, action, resource }: Request, policies: readonly Policy[]): Policy[] {
  const ofResource = action === 'sts:AssumeRole' ? 'trust' : 'resource';
  return policies.filter(({ kind, of }) =>
    kind === 'identity' ? of === by.role : kind === ofResource && isBelow(resource, of),
  );
}

/** Whether a statement is about the action and the resource of a request, whoever makes it under whatever conditions. */
export function isAbout({ Action, Resource }: Statement, { action, resource, by }: Request): boolean {
  const account = by.context['aws:PrincipalAccount'] ?? '';
  const matches = (patterns: unknown, text: string): boolean =>
    [patterns].flat().some((pattern) => {
      const literal = String(pattern).replaceAll('${aws:PrincipalAccount}', account);
      const parts = literal.split('*').map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, '\\$&'));
      return new RegExp(`^${parts.join('.*')}$`, 'i').test(text);
    });
  return matches(Action, action) && (Resource === undefined || matches(Resource, resource));
}

/** @throws Error if the simulator cannot evaluate the request, or does not look at everything that AWS sends with it */
export async function isAllowed(request: Request, policies: readonly Policy[]): Promise<boolean> {
  const { by, action, resource } = request;
  const all = policiesFor(request, policies);
  const concerned = all.filter(({ statements }) => statements.length > 0);
  // There is no role that nobody is trusted with. The simulator would take it for one that trusts its account.
  if (concerned.length < all.length && action === 'sts:AssumeRole') return false;
  const [resourcePolicy, ...others] = concerned.filter(({ kind }) => kind !== 'identity');
  if (others.length > 0) throw new Error(`${resource} has two policies`);
  const identity = concerned.filter(({ kind }) => kind === 'identity').map(({ statements }) => statements);
  if (by.statements) identity.push(by.statements);
  const context = Object.entries({ ...by.context, ...request.context }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const outcome = await runSimulation(
    {
      request: {
        principal: by.principal ?? anonymousPrincipal,
        action,
        resource: {
          resource,
          accountId: accountOf(resource) ?? ownerOf(request, policies),
        },
        contextVariables: Object.fromEntries(context),
      },
      identityPolicies: identity.map((Statement, index) => ({ name: `p${index}`, policy: { ...VERSION, Statement } })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: resourcePolicy && { ...VERSION, Statement: resourcePolicy.statements },
      // Every bucket here blocks public access.
      additionalSettings: { s3: { blockPublicAccess: true } },
    },
    {},
  );
  if (outcome.resultType === 'error') throw new Error(`${titleOf(request)}: ${JSON.stringify(outcome.errors)}`);
  const results = outcome.resultType === 'single' ? [outcome.result] : outcome.results;
  const ignored = results.flatMap(({ ignoredContextKeys = [] }) => ignoredContextKeys);
  if (ignored.length > 0) throw new Error(`${titleOf(request)}: the simulator ignored ${ignored.join(', ')}`);
  return outcome.overallResult === 'Allowed';
}

export function titleOf({ by, action, resource, context }: Request): string {
  const entries = Object.entries(context).map(([key, value]) => `${key}=${value ?? ''}`);
  return `${by.title}: ${action} ${resource}${entries.length > 0 ? ` [${entries.join(' ')}]` : ''}`;
}

/** The account of a bucket, whose ARN does not say it; of `*`, that of the caller. */
function ownerOf({ by, resource }: Request, policies: readonly Policy[]): string {
  const owner = resource === '*' ? accountOf(by.principal) : policies.find(({ of }) => isBelow(resource, of))?.account;
  if (owner === undefined) throw new Error(`Nobody knows whose ${resource} is`);
  return owner;
}

function isBelow(resource: string, of: string): boolean {
  return resource === of || resource.startsWith(`${of}/`);
}

function accountOf(arn = ''): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}
