import { type IResource, Token } from 'aws-cdk-lib';

interface Place {
  /** Where the resource has to be. */
  readonly region: string;
  /** Why. */
  readonly reason: string;
}

/** What is wrong with a given resource of another Region; one that is known only at deployment is not looked at. */
export function regionProblems(prop: string, resource: IResource | undefined, { region, reason }: Place): string[] {
  if (resource === undefined) return [];
  const { region: actual } = resource.env;
  if (Token.isUnresolved(actual) || Token.isUnresolved(region) || actual === region) return [];
  return [`${prop} is ${resource.node.path} in ${actual}, but ${reason}: give one in ${region}`];
}
