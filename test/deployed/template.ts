import { ACCOUNT_ID, REGION } from './calls';

/** One resource of a synthesized template. */
interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export type Template = Readonly<Record<string, Resource>>;
type Properties = Readonly<Record<string, unknown>>;

/** Values of pseudo parameters. */
export const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The ARN of a resource with the attribute `Arn`, by its physical id. */
const ARNS: Readonly<Record<string, (physicalId: string) => string>> = {
  'AWS::CloudWatch::Alarm': (name) => arn('cloudwatch', `alarm:${name}`),
  'AWS::IAM::Role': (name) => `arn:aws:iam::${ACCOUNT_ID}:role/${name}`,
  'AWS::KMS::Key': (id) => arn('kms', `key/${id}`),
  'AWS::Lambda::Function': (name) => arn('lambda', `function:${name}`),
  'AWS::Logs::LogGroup': (name) => arn('logs', `log-group:${name}:*`),
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name}`,
  'AWS::SQS::Queue': (url) => arn('sqs', lastPart(url)),
};

/** A template with all references resolved, as CloudFormation does when it deploys. */
export class DeployedTemplate {
  /** @param physicalIds the physical ids by logical id. A resource without one keeps its logical id. */
  constructor(
    private readonly resources: Template,
    private readonly physicalIds: ReadonlyMap<string, string>,
  ) {}

  /** The logical ids of all resources of a type whose id starts with `prefix`. */
  ids(type: string, prefix = ''): string[] {
    return Object.entries(this.resources).flatMap(([id, { Type }]) =>
      Type === type && id.startsWith(prefix) ? id : [],
    );
  }

  /** The logical id of the only resource of a type whose id starts with `prefix`. */
  id(type: string, prefix = ''): string {
    const [id, ...others] = this.ids(type, prefix);
    if (id === undefined || others.length > 0) throw new Error(`Not one ${type} ${prefix}*, but ${others.length + 1}`);
    return id;
  }

  properties(id: string): Properties {
    return this.resolve(this.resources[id]?.Properties ?? {}) as Properties;
  }

  /** The value of `Ref`. */
  reference(id: string): string {
    const { Type, Properties } = this.resources[id] ?? {};
    if (Type === undefined) return PSEUDO[id] ?? unknown(`Ref ${id}`);
    const name = Type === 'AWS::Glue::Database' ? (Properties?.DatabaseInput as Properties).Name : Properties?.Name;
    return this.physicalIds.get(id) ?? (typeof name === 'string' ? name : id);
  }

  /** The value of `Fn::GetAtt`. */
  attribute(id: string, name: string): string {
    const { Type = '' } = this.resources[id] ?? {};
    const physicalId = this.reference(id);
    if (name === 'Arn') return ARNS[Type]?.(physicalId) ?? unknown(`ARN of ${id}, a ${Type}`);
    if (name === 'QueueName') return lastPart(physicalId);
    return unknown(`Fn::GetAtt ${id}.${name}`);
  }

  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const [[intrinsic, argument] = [], ...others] = Object.entries(value) as [string, unknown][];
    if (others.length === 0) {
      if (intrinsic === 'Ref') return this.reference(argument as string);
      if (intrinsic === 'Fn::GetAtt') return this.attribute(...(argument as [string, string]));
      if (intrinsic === 'Fn::Join') {
        const [separator, parts] = argument as [string, unknown[]];
        return parts.map((part) => this.resolve(part)).join(separator);
      }
      if (intrinsic?.startsWith('Fn::')) return unknown(intrinsic);
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.resolve(inner)]));
  }
}

/** The policy documents of a role: its inline policies and the attached ones. */
export function rolePolicies(template: DeployedTemplate, prefix: string): unknown[] {
  const roleId = template.id('AWS::IAM::Role', prefix);
  const attached = template.ids('AWS::IAM::Policy').map((id) => template.properties(id));
  const own = (template.properties(roleId).Policies ?? []) as Properties[];
  return [...attached.filter(({ Roles }) => (Roles as string[]).includes(template.reference(roleId))), ...own].map(
    ({ PolicyDocument }) => PolicyDocument,
  );
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

function lastPart(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function unknown(what: string): never {
  throw new Error(`The template has a value that this check cannot work out: ${what}`);
}
