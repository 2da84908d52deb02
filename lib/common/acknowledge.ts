import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Acknowledges for cdk-nag that policies below `scope` contain these wildcards, and why. The id of such a finding
 * contains its resource, so cdk-nag still reports another wildcard that is added later.
 */
export function acknowledgeWildcards(scope: IConstruct, resources: string[], reason: string): void {
  const acknowledge = () => {
    const findings = resources.map((resource) => inAngleBrackets(Stack.of(scope).resolve(resource)));
    // Not Validations.acknowledge(): older CDK releases reject an id that contains `::` twice, as in `<AWS::Region>`.
    const data = Object.fromEntries(findings.map((finding) => [`AwsSolutions-IAM5[Resource::${finding}]`, reason]));
    scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, data);
  };
  acknowledge();
  // A reference to another stack gets its final name when the synthesis connects the stacks, just before validation.
  scope.node.addValidation({
    validate: () => {
      acknowledge();
      return [];
    },
  });
}

/**
 * Acknowledges for cdk-nag's HIPAA and PCI packs why a rule does not apply to `scope` and the constructs in it. Both
 * packs use the same names for their common rules.
 */
export function acknowledgeInPacks(scope: IConstruct, rule: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `HIPAA.Security-${rule}`, reason }, { id: `PCI.DSS.321-${rule}`, reason });
}

/**
 * A resolved CloudFormation value as cdk-nag prints it: a reference as `<Bucket.Arn>`, an `Fn::Join` as the joined
 * text.
 */
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
      // Includes Fn::GetStackOutput, with which newer CDK releases connect stacks.
      return JSON.stringify(value);
  }
}
