import { REGION, type Deployed } from './stacks';

type Json = Readonly<Record<string, unknown>>;

/** One statement, with concrete ARNs. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [element: string]: unknown;
}

/**
 * A policy of a template, and the ARN of its owner: a role (for identity and trust policies), a bucket, a key or a
 * queue.
 */
export interface PolicyOf {
  readonly name: string;
  readonly kind: 'identity' | 'resource';
  readonly owner: string;
  readonly statements: readonly PolicyStatement[];
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Json;
}

/** Every policy of a template, with intrinsic functions resolved. Throws on a policy in an unknown type of resource. */
export function policiesOf({ account, template }: Deployed): PolicyOf[] {
  const resources = template.Resources as Readonly<Record<string, Resource>>;
  const resolve = resolver(account, resources);
  return Object.entries(resources).flatMap(([id, { Type: type, Properties: raw = {} }]): PolicyOf[] => {
    const properties = resolve(raw) as Json;
    const policy = (owner: string, document: unknown, kind: PolicyOf['kind'] = 'resource', suffix = ''): PolicyOf => {
      const name = `${account}/${id}${suffix}`;
      if (/"Fn::|"Ref"|\[object/.test(JSON.stringify([owner, document]))) throw new Error(`${name} is not resolved`);
      return { name, kind, owner, statements: (document as { Statement: PolicyStatement[] }).Statement };
    };
    const ofRoles = (document: unknown) =>
      (properties.Roles as string[]).map((role) => policy(roleArn(account, role), document, 'identity'));
    switch (type) {
      case 'AWS::IAM::Policy':
      case 'AWS::IAM::ManagedPolicy':
        return ofRoles(properties.PolicyDocument);
      case 'AWS::IAM::Role': {
        const inline = (properties.Policies ?? []) as { PolicyName: string; PolicyDocument: unknown }[];
        return [
          policy(roleArn(account, id), properties.AssumeRolePolicyDocument, 'resource', '/trust'),
          ...inline.map((each) => policy(roleArn(account, id), each.PolicyDocument, 'identity', `/${each.PolicyName}`)),
        ];
      }
      case 'AWS::KMS::Key':
        return [policy(`arn:aws:kms:${REGION}:${account}:key/${id}`, properties.KeyPolicy)];
      case 'AWS::S3::BucketPolicy':
        return [policy(`arn:aws:s3:::${String(properties.Bucket)}`, properties.PolicyDocument)];
      case 'AWS::SQS::QueuePolicy':
        return (properties.Queues as string[]).map((url) =>
          policy(`arn:aws:sqs:${REGION}:${account}:${url.split('/').at(-1)}`, properties.PolicyDocument),
        );
      // It has Lake Formation's default permissions, which let IAM decide.
      case 'AWS::Glue::Database':
        return [];
      // Its definition holds SQL statements. Its role has the rights.
      case 'AWS::StepFunctions::StateMachine':
        return [];
      default:
        if (/"Statement"|"Principal"/.test(JSON.stringify(raw)))
          throw new Error(`${id}: a policy of ${type} is not looked at`);
        return [];
    }
  });
}

/** The logical id of the only resource of a type whose id begins with `prefix`. */
export function logicalId({ template }: Deployed, type: string, prefix: string): string {
  const resources = template.Resources as Readonly<Record<string, Resource>>;
  const ids = Object.keys(resources).filter((id) => resources[id]?.Type === type && id.startsWith(prefix));
  const [id, ...others] = ids;
  if (id === undefined || others.length > 0) throw new Error(`${ids.length} resources of ${type} begin with ${prefix}`);
  return id;
}

export function roleArn(account: string, name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

/** The ARN of a resource. Resources without a name in the template are named like their logical ids. */
function arnOf(account: string, id: string, type: string, properties: Json = {}): string | undefined {
  switch (type) {
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${bucketName(id, properties)}`;
    case 'AWS::IAM::Role':
      return roleArn(account, id);
    case 'AWS::KMS::Key':
      return `arn:aws:kms:${REGION}:${account}:key/${id}`;
    case 'AWS::SQS::Queue':
      return `arn:aws:sqs:${REGION}:${account}:${id}`;
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${REGION}:${account}:function:${id}`;
    case 'AWS::Logs::LogGroup':
      return `arn:aws:logs:${REGION}:${account}:log-group:${id}:*`;
    default:
      return undefined;
  }
}

function bucketName(id: string, { BucketName: name }: Json): string {
  return typeof name === 'string' ? name : id.toLowerCase();
}

/** Resolves the intrinsic functions that policies use. Leaves other functions unchanged. */
function resolver(account: string, resources: Readonly<Record<string, Resource>>): (value: unknown) => unknown {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': account,
    'AWS::Region': REGION,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${account}:stack/Stack/one`,
  };
  const known = (id: string): Resource => {
    const resource = resources[id];
    if (!resource) throw new Error(`${id} is not in the template`);
    return resource;
  };
  const ref = (id: string): string => {
    const value = pseudo[id];
    if (value !== undefined) return value;
    const { Type: type, Properties: properties = {} } = known(id);
    if (type === 'AWS::S3::Bucket') return bucketName(id, properties);
    if (type === 'AWS::StepFunctions::StateMachine') return `arn:aws:states:${REGION}:${account}:stateMachine:${id}`;
    if (type === 'AWS::SNS::Topic') return `arn:aws:sns:${REGION}:${account}:${id}`;
    if (type === 'AWS::SQS::Queue') return `https://sqs.${REGION}.amazonaws.com/${account}/${id}`;
    return id;
  };
  const getAtt = (id: string, attribute: string): unknown => {
    const { Type: type, Properties: properties } = known(id);
    if (type === 'AWS::StepFunctions::StateMachine' && attribute === 'Name') return id;
    const arn = attribute === 'Arn' ? arnOf(account, id, type, properties) : undefined;
    return arn ?? { 'Fn::GetAtt': [id, attribute] };
  };
  const substitute = (text: string): string =>
    text.replace(/\$\{(?!!)([^}]+)\}/g, (_, name: string) =>
      name.includes('.') ? String(getAtt(...(name.split('.') as [string, string]))) : ref(name),
    );
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value) as [string, unknown][];
    if (others.length > 0) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]));
    switch (name) {
      case 'Ref':
        return ref(argument as string);
      case 'Fn::GetAtt':
        return getAtt(...(argument as [string, string]));
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown[]];
        return parts.map((part) => String(resolve(part))).join(separator);
      }
      case 'Fn::Sub':
        return substitute(argument as string);
      default:
        return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]));
    }
  };
  return resolve;
}
