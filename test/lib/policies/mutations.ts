import type { PolicyOf, PolicyStatement } from './documents';

/** A policy from which something was taken away. */
export interface Mutation {
  readonly name: string;
  readonly policy: PolicyOf;
}

/** Takes away each statement, each key of its conditions, and each element of its lists: actions, resources, principals, values. */
export function mutationsOf(policy: PolicyOf): Mutation[] {
  return policy.statements.flatMap((statement, index) => {
    const name = `${policy.name}: ${statement.Sid ?? `statement ${index + 1}`}`;
    const others = (mutated: PolicyStatement[]) =>
      policy.statements.flatMap((each, other) => (other === index ? mutated : [each]));
    return [
      { name, policy: { ...policy, statements: others([]) } },
      ...[...withoutCondition(statement), ...withoutElement(statement)].map(([what, mutated]) => ({
        name: `${name}, ${what}`,
        policy: { ...policy, statements: others([mutated]) },
      })),
    ];
  });
}

type Mutated = readonly [what: string, statement: PolicyStatement];

function withoutCondition(statement: PolicyStatement): Mutated[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key): Mutated => {
      const left = { ...statement.Condition, [operator]: without(keys, key) };
      const operators = Object.entries(left).filter(([, each]) => Object.keys(each).length > 0);
      const { Condition: _, ...unconditional } = statement;
      const condition = operators.length > 0 ? { Condition: Object.fromEntries(operators) } : {};
      return [`${operator} ${key}`, { ...unconditional, ...condition }];
    }),
  );
}

/** Lists of one element go with their statement, or with the key of their condition. */
function withoutElement(value: PolicyStatement): Mutated[] {
  return Object.entries(value).flatMap(([name, inner]): Mutated[] => {
    const put = ([what, mutated]: readonly [string, unknown]): Mutated => [
      `${name} ${what}`,
      { ...value, [name]: mutated },
    ];
    if (Array.isArray(inner)) {
      return inner.length > 1
        ? inner.map((each, index) => put([String(each), inner.filter((_, other) => other !== index)]))
        : [];
    }
    return typeof inner === 'object' && inner !== null ? withoutElement(inner as PolicyStatement).map(put) : [];
  });
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key));
}
