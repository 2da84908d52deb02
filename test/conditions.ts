// Resolves `Fn::If` in a template to one of its branches, as CloudFormation does.

type Json = Readonly<Record<string, unknown>>;

interface Conditional {
  readonly Resources: unknown;
  readonly Conditions?: Json;
}

/**
 * The resources of a template with each `Fn::If` resolved.
 *
 * @param pseudo values of pseudo parameters: `{"AWS::Region": "eu-west-1"}`
 * @throws Error if a condition uses an unknown function or value
 */
export function decide<T>(
  template: Conditional & { readonly Resources: T },
  pseudo: Readonly<Record<string, string>>,
): T {
  const isTrue = (condition: unknown): boolean => {
    const [[name, argument] = ['', undefined]] = Object.entries(condition as Json);
    if (name === 'Fn::Or') return (argument as unknown[]).some(isTrue);
    if (name !== 'Fn::Equals') throw new Error(`The template decides with ${name}`);
    const [one, other] = (argument as unknown[]).map(valueOf);
    return one === other;
  };
  const valueOf = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const known = pseudo[(value as { Ref?: string }).Ref ?? ''];
    if (known === undefined) throw new Error(`The template compares ${JSON.stringify(value)}`);
    return known;
  };
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    if ('Fn::If' in value) {
      const [condition, whenTrue, whenFalse] = value['Fn::If'] as [string, unknown, unknown];
      return walk(isTrue(template.Conditions?.[condition]) ? whenTrue : whenFalse);
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(template.Resources) as T;
}
