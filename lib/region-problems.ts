import { type IResource, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

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

/** Whether a resource certainly lies in another Region than a construct's stack. */
export function liesElsewhere(scope: IConstruct, resource: IResource): boolean {
  return Token.compareStrings(resource.env.region, Stack.of(scope).region) === TokenComparison.DIFFERENT;
}
