import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Tells cdk-nag why policies below `scope` may end in a wildcard. cdk-nag names such a finding by its resource, so that another
 * wildcard, added later, is still reported.
 */
export function acknowledgeWildcards(scope: IConstruct, resources: string[], reason: string): void {
  const acknowledge = () => {
    const findings = resources.map((resource) => inAngleBrackets(Stack.of(scope).resolve(resource)));
    // Not Validations.acknowledge(): older releases of the CDK take no id in which `::` occurs twice, as in `<AWS::Region>`.
    const data = Object.fromEntries(findings.map((finding) => [`AwsSolutions-IAM5[Resource::${finding}]`, reason]));
    scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, data);
  };
  acknowledge();
  // A reference to another stack has its final name only after synthesis has connected the stacks, just before validation.
  scope.node.addValidation({
    validate: () => {
      acknowledge();
      return [];
    },
  });
}

/** Tells cdk-nag's HIPAA and PCI packs, which name their common rules alike, why a rule does not apply to `scope` and what is in it. */
export function acknowledgeInPacks(scope: IConstruct, rule: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `HIPAA.Security-${rule}`, reason }, { id: `PCI.DSS.321-${rule}`, reason });
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
      // Including Fn::GetStackOutput, which newer releases of the CDK connect stacks with.
      return JSON.stringify(value);
  }
}
