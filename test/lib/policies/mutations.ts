import type { PolicyOf, PolicyStatement } from './documents';
import type { Outcome, Request } from './evaluate';

/** A policy without one of its parts. */
export interface Mutation {
  readonly name: string;
  readonly policy: PolicyOf;
  readonly statement: PolicyStatement;
  /**
   * The only outcome that the removal can change. Undefined: either outcome. For example, a policy that becomes public
   * lets in nobody.
   */
  readonly changes?: Outcome;
}

/**
 * Removes each statement, each key of its conditions, and each element of its lists: actions, resources, principals,
 * values.
 */
export function mutationsOf(policy: PolicyOf): Mutation[] {
  return policy.statements.flatMap((statement, index) => {
    const name = `${policy.name}: ${statement.Sid ?? [statement.Effect, statement.Action].flat().join(' ')}`;
    const mutation = (what: string, changes: Outcome | undefined, mutated: PolicyStatement[]): Mutation => ({
      name: `${name}${what}`,
      policy: {
        ...policy,
        statements: policy.statements.flatMap((each, other) => (other === index ? mutated : [each])),
      },
      statement,
      changes,
    });
    const said: Outcome = statement.Effect === 'Allow' ? 'allowed' : 'denied';
    return [
      mutation('', said, []),
      ...withoutCondition(statement).map(([what, mutated]) => mutation(`, ${what}`, undefined, [mutated])),
      ...withoutElement(statement).map(([what, mutated]) =>
        mutation(`, ${what}`, what.startsWith('Condition') ? undefined : said, [mutated]),
      ),
    ];
  });
}

/** Whether the removal may change the outcome of the request. */
export function mayChange({ statement, changes }: Mutation, request: Request, before: Outcome): boolean {
  const matches = (patterns: string | readonly string[] | undefined, value: string) =>
    patterns === undefined || [patterns].flat().some((pattern) => patternOf(pattern).test(value));
  return (
    (changes ?? before) === before &&
    matches(statement.Action, request.action) &&
    matches(statement.Resource, request.resource)
  );
}

/** A variable may stand for anything. */
function patternOf(pattern: string): RegExp {
  const escaped = pattern
    .replaceAll(/\$\{[^}]*\}/g, '*')
    .replaceAll(/[.+^$()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'i');
}

type Mutated = readonly [what: string, statement: PolicyStatement];

function withoutCondition(statement: PolicyStatement): Mutated[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key): Mutated => {
      const left = { ...statement.Condition, [operator]: without(keys, key) };
      const operators = Object.entries(left).filter(([, each]) => Object.keys(each).length > 0);
      const unconditional = without(statement, 'Condition');
      const condition = operators.length > 0 ? { Condition: Object.fromEntries(operators) } : {};
      return [`${operator} ${key}`, { ...unconditional, ...condition }];
    }),
  );
}

/** Lists of one element are removed with their statement, or with the key of their condition. */
function withoutElement(value: PolicyStatement): Mutated[] {
  return Object.entries(value).flatMap(([name, inner]): Mutated[] => {
    const put = ([what, mutated]: readonly [string, unknown]): Mutated => [
      `${name} ${what}`,
      { ...value, [name]: mutated },
    ];
    if (Array.isArray(inner)) {
      const elements = inner.length > 1 ? inner : [];
      return elements.map((each, index) => put([String(each), inner.filter((_, other) => other !== index)]));
    }
    return typeof inner === 'object' && inner !== null ? withoutElement(inner as PolicyStatement).map(put) : [];
  });
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key));
}
