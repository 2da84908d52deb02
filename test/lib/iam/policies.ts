// The policies of a synthesized template, as IAM sees them: every reference resolved, each bound to what it belongs to.
import { REGION } from '../../deployed/calls';
import { DeployedTemplate, type Template } from '../../deployed/template';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [element: string]: unknown;
}

/** A policy of a role, of a resource, or who may assume a role. */
export interface Policy {
  readonly name: string;
  readonly kind: 'identity' | 'resource' | 'trust';
  /** The ARN of the role or the resource. */
  readonly of: string;
  /** The account of the role or the resource. */
  readonly account: string;
  readonly statements: readonly Statement[];
}

interface Document {
  readonly Statement: readonly Statement[];
}
type Properties = Readonly<Record<string, unknown>>;

/** @throws Error if a resource has a policy, or says who may call it, in a way that nothing here knows how to evaluate */
export function policiesOf(title: string, resources: Template, account: string): Policy[] {
  const template = new DeployedTemplate(resources, new Map(), account);
  const roleArn = (name: unknown): string => `arn:aws:iam::${account}:role/${String(name)}`;
  const policy = (id: string, kind: Policy['kind'], of: string, document: unknown): Policy => ({
    // Without the hash of its place in the tree.
    name: `${title} ${id.replace(/[0-9A-F]{8}$/, '')}${kind === 'trust' ? ' (trust)' : ''}`,
    kind,
    of,
    account,
    statements: (document as Document).Statement,
  });
  return Object.entries(resources).flatMap(([id, { Type, Properties: raw = {} }]): Policy[] => {
    if (!/"Statement"|Permission$/.test(JSON.stringify(raw) + Type)) return [];
    const properties = template.properties(id);
    switch (Type) {
      case 'AWS::IAM::Role': {
        const { AssumeRolePolicyDocument: trust, Policies: inline = [] } = properties;
        const own = (inline as Properties[]).map((each) => policy(id, 'identity', roleArn(id), each.PolicyDocument));
        return [policy(id, 'trust', roleArn(id), trust), ...own];
      }
      case 'AWS::IAM::Policy':
        return (properties.Roles as string[]).map((role) =>
          policy(id, 'identity', roleArn(role), properties.PolicyDocument),
        );
      case 'AWS::S3::BucketPolicy':
        return [policy(id, 'resource', `arn:aws:s3:::${String(properties.Bucket)}`, properties.PolicyDocument)];
      case 'AWS::SQS::QueuePolicy':
        return (properties.Queues as string[]).map((queue) =>
          policy(id, 'resource', `arn:aws:sqs:${REGION}:${account}:${queue}`, properties.PolicyDocument),
        );
      case 'AWS::KMS::Key':
        return [policy(id, 'resource', template.attribute(id, 'Arn'), properties.KeyPolicy)];
      default:
        throw new Error(`${id}, a ${Type}, has a policy that is not evaluated`);
    }
  });
}
