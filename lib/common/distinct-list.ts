import { CfnCondition, CfnResource, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * A list, joined with commas, that contains no value twice. If a token turns out at deployment to equal another value,
 * a condition of the template leaves it out. This matters because a table whose projection contains a value twice gives
 * all its rows twice.
 */
export class DistinctList extends Construct {
  private values: string[] = [];
  private readonly repetitions = new Map<string, CfnCondition>();

  /** The list as it is when the template is synthesized. */
  public readonly joined = Lazy.string({ produce: () => this.join() });

  /** Replaces the values. */
  public set(values: readonly string[]): void {
    const distinct = distinctIn(Stack.of(this), values);
    this.values = [...distinct.filter((value) => !Token.isUnresolved(value)), ...distinct.filter(Token.isUnresolved)];
    for (const condition of this.repetitions.values()) condition.expression = undefined;
    for (const [index, value] of this.values.entries()) {
      const others = this.values.slice(0, index);
      if (!Token.isUnresolved(value) || others.length === 0) continue;
      this.repetitionOf(value).expression = Fn.conditionOr(...others.map((other) => Fn.conditionEquals(value, other)));
    }
  }

  /** The values, literals first, without the repetitions that are known at synthesis. */
  public get known(): readonly string[] {
    return this.values;
  }

  private join(): string {
    const parts = this.values.map((value, index) => {
      if (index === 0) return value;
      const condition = this.repetitions.get(value);
      if (!condition?.expression) return `,${value}`;
      return Fn.conditionIf(condition.logicalId, '', `,${value}`).toString();
    });
    return parts.join('');
  }

  private repetitionOf(token: string): CfnCondition {
    const condition = this.repetitions.get(token) ?? new CfnCondition(this, `Repeats${this.repetitions.size + 1}`);
    this.repetitions.set(token, condition);
    return condition;
  }
}

/**
 * The values without repetitions. References to the stack's own account and Region become their names, if these are
 * known.
 */
export function distinctIn(stack: Stack, values: readonly string[]): string[] {
  return [...new Set(values.map((value) => nameIn(stack, value)))];
}

/** The values that a template cannot compare with others, because they are known only after a resource was created. */
export function incomparable(stack: Stack, values: readonly string[]): string[] {
  return distinctIn(stack, values).filter((value, _, { length }) => {
    return length > 1 && Token.isUnresolved(value) && !isKnownBeforeResources(stack, stack.resolve(value));
  });
}

function nameIn(stack: Stack, value: string): string {
  if (!Token.isUnresolved(value)) return value;
  const { Ref: pseudo } = Object(stack.resolve(value)) as { Ref?: string };
  const name = pseudo === 'AWS::Region' ? stack.region : pseudo === 'AWS::AccountId' ? stack.account : value;
  return Token.isUnresolved(name) ? value : name;
}

/** CloudFormation evaluates conditions before it creates anything, so they can only use parameters and mappings. */
function isKnownBeforeResources(stack: Stack, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => {
    if (['Fn::GetAtt', 'Fn::ImportValue', 'Fn::GetStackOutput', 'Fn::Transform'].includes(key)) return false;
    return key === 'Ref' ? !isResource(stack, inner) : isKnownBeforeResources(stack, inner);
  });
}

function isResource(stack: Stack, logicalId: unknown): boolean {
  if (typeof logicalId === 'string' && logicalId.startsWith('AWS::')) return false;
  return stack.node
    .findAll()
    .some((each) => CfnResource.isCfnResource(each) && stack.resolve(each.logicalId) === logicalId);
}
