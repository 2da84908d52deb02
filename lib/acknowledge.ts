import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Tells cdk-nag why a policy below `scope` may end in a wildcard. cdk-nag names such a finding by its resource, so that another
 * wildcard, added later, is still reported.
 */
export function acknowledgeWildcards(scope: IConstruct, resources: string[], reason: string): void {
  const stack = Stack.of(scope);
  Validations.of(scope).acknowledge(
    ...resources.map((resource) => ({
      id: `AwsSolutions-IAM5[Resource::${inAngleBrackets(stack.resolve(resource))}]`,
      reason,
    })),
  );
}

/** A resolved CloudFormation value as cdk-nag prints it: references as `<Bucket.Arn>`, joined texts joined. */
function inAngleBrackets(value: unknown): string {
  if (typeof value === 'string') return value;
  const [intrinsic, argument] = Object.entries(value as object)[0] as [string, unknown];
  switch (intrinsic) {
    case 'Ref':
      return `<${String(argument)}>`;
    case 'Fn::GetAtt':
      return `<${(argument as string[]).join('.')}>`;
    case 'Fn::Join': {
      const [delimiter, parts] = argument as [string, unknown[]];
      return parts.map(inAngleBrackets).join(delimiter);
    }
    case 'Fn::ImportValue':
      return inAngleBrackets(argument);
    default:
      return JSON.stringify(value);
  }
}
