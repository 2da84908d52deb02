import { type IResource, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

interface Place {
  /** The Region in which the resource must be. */
  readonly region: string;
  /** The reason, for the message. */
  readonly reason: string;
}

/** A message if a given resource is in the wrong Region. Does not check Regions that are known only at deployment. */
export function regionProblems(prop: string, resource: IResource | undefined, { region, reason }: Place): string[] {
  if (resource === undefined) return [];
  const { region: actual } = resource.env;
  if (Token.isUnresolved(actual) || Token.isUnresolved(region) || actual === region) return [];
  return [`${prop} is ${resource.node.path} in ${actual}, but ${reason}: give one in ${region}`];
}

/** Whether a resource is certainly in another Region than the construct's stack. */
export function isInOtherRegion(scope: IConstruct, resource: IResource): boolean {
  return Token.compareStrings(resource.env.region, Stack.of(scope).region) === TokenComparison.DIFFERENT;
}
