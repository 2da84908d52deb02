// Every policy with something taken away: a statement, a condition, or one of several values.
import type { Policy, Statement } from './policies';

export interface Mutation {
  readonly title: string;
  readonly policy: Policy;
  readonly statement: Statement;
  readonly mutated: Policy;
}

export function mutationsOf(policy: Policy): Mutation[] {
  return policy.statements.flatMap((statement, index) => {
    const { Sid, Effect, Action } = statement;
    const name = `${policy.name} ${typeof Sid === 'string' ? Sid : `${Effect} ${[Action].flat().join()}`}`;
    const mutation = (what: string, replacement: readonly Statement[]): Mutation => ({
      title: `${name}: ${what}`,
      policy,
      statement,
      mutated: {
        ...policy,
        statements: [...policy.statements.slice(0, index), ...replacement, ...policy.statements.slice(index + 1)],
      },
    });
    return [
      mutation('removed', []),
      ...withoutConditions(statement).map(([what, replacement]) => mutation(what, [replacement])),
      ...['Action', 'Resource'].flatMap((element) =>
        withoutItems(statement[element]).map(([item, items]) =>
          mutation(`${element} without ${item}`, [{ ...statement, [element]: items }]),
        ),
      ),
      ...withoutItems((statement.Principal as { AWS?: unknown } | undefined)?.AWS).map(([item, items]) =>
        mutation(`Principal without ${item}`, [{ ...statement, Principal: { AWS: items } }]),
      ),
    ];
  });
}

function withoutConditions(statement: Statement): [string, Statement][] {
  const { Condition = {} } = statement;
  const withKeys = (operator: string, keys: object): Statement => ({
    ...statement,
    Condition: { ...Condition, [operator]: { ...keys } },
  });
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, value]): [string, Statement][] => {
      const others = Object.fromEntries(Object.entries(keys).filter(([other]) => other !== key));
      return [
        [`without ${operator} ${key}`, withKeys(operator, others)],
        ...withoutItems(value).map(([item, items]): [string, Statement] => [
          `${operator} ${key} without ${item}`,
          withKeys(operator, { ...keys, [key]: items }),
        ]),
      ];
    }),
  );
}

/** A list of several values, each time without one of them. */
function withoutItems(value: unknown): [string, unknown[]][] {
  if (!Array.isArray(value) || value.length < 2) return [];
  return value.map((item, index) => [String(item), value.filter((_, other) => other !== index)]);
}
