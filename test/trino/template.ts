import type { DatabaseInput, TableInput } from '@aws-sdk/client-glue';
import { decide } from '../conditions';
import type { Definition } from '../curation/state-machine';

/** The catalog of a synthesized template, with references resolved. */
export interface Catalog {
  readonly database: DatabaseInput & { readonly Name: string };
  /** Tables and views. */
  readonly tables: readonly TableInput[];
  readonly namedQueries: readonly NamedQuery[];
  /** The bucket of the tables of records. */
  readonly bucketName: string;
  /** All buckets. */
  readonly bucketNames: readonly string[];
  /** The definition of the curation's state machine. */
  readonly definition: Definition;
  /** The definitions of the alerts' state machines, in order. */
  readonly alerts: readonly Definition[];
}

/** Properties of an `AWS::Athena::NamedQuery`. */
interface NamedQuery {
  readonly Name: string;
  readonly Database: string;
  readonly QueryString: string;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/**
 * Reads database, tables, views and named queries from a template.
 * @param pseudo values of pseudo parameters: `{"AWS::AccountId": "123456789012"}`
 * @throws Error if the template computes a value with an unknown function
 */
export function readCatalog(template: unknown, pseudo: Readonly<Record<string, string>>): Catalog {
  const resources = decide(template as { readonly Resources: Readonly<Record<string, Resource>> }, pseudo);

  const reference = (id: string): unknown => {
    const { Type, Properties } = resources[id] ?? {};
    if (Type === 'AWS::S3::Bucket') return bucketName(id);
    if (Type === 'AWS::Glue::Database') return (resolve(Properties?.DatabaseInput) as DatabaseInput).Name;
    if (Type === 'AWS::Athena::WorkGroup') return resolve(Properties?.Name);
    if (pseudo[id] !== undefined) return pseudo[id];
    throw new Error(`The template refers to ${id}, which is neither bucket, database nor work group`);
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name, argument] = (entries.length === 1 ? entries[0] : undefined) ?? [];
    if (name === 'Ref') return reference(argument as string);
    if (name === 'Fn::Join') {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map(resolve).join(separator);
    }
    if (name?.startsWith('Fn::')) throw new Error(`The template computes a value of the catalog with ${name}`);
    return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner)]));
  };
  /**
   * The resolved properties. For a state machine only its definition: its other properties refer to other resources.
   */
  const propertiesOf = (type: string): Record<string, unknown>[] =>
    Object.values(resources)
      .filter(({ Type }) => Type === type)
      .map(({ Properties: { DefinitionString, ...others } }) => (DefinitionString ? { DefinitionString } : others))
      .map((properties) => resolve(properties) as Record<string, unknown>);

  const [curation, ...alerts] = propertiesOf('AWS::StepFunctions::StateMachine').map(
    ({ DefinitionString: text }) => JSON.parse(text as string) as Definition,
  );
  const [database] = propertiesOf('AWS::Glue::Database').map((properties) => properties.DatabaseInput);
  const tables = propertiesOf('AWS::Glue::Table').map((properties) => properties.TableInput as TableInput);
  const location = tables.map((table) => table.StorageDescriptor?.Location).find(Boolean);
  if (!database || !location || !curation)
    throw new Error('The template has no Glue database, no table that lies in a bucket, or no state machine');
  return {
    database: database as Catalog['database'],
    tables,
    namedQueries: propertiesOf('AWS::Athena::NamedQuery') as unknown as NamedQuery[],
    bucketName: new URL(location).hostname,
    bucketNames: Object.entries(resources).flatMap(([id, { Type }]) =>
      Type === 'AWS::S3::Bucket' ? [bucketName(id)] : [],
    ),
    definition: curation,
    alerts,
  };
}

/** A stand-in for the name that CloudFormation would generate. */
function bucketName(logicalId: string): string {
  return logicalId.toLowerCase();
}
