import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Throws if there are problems with a construct's props, all of them in one text with the construct's path.
 *
 * @param problems one text each: the prop, its value, what to give instead
 */
export function rejectProblems(scope: IConstruct, problems: string[]): void {
  if (problems.length > 0) {
    throw new Error([`Invalid props of ${scope.node.path}:`, ...problems].join('\n  '));
  }
}

/** Whether one token stands for a list of values, alone or as an item of it: nobody knows at synthesis how many there are. */
export function holdsListToken(values: readonly string[]): boolean {
  return values.some((value) => Token.isUnresolved([value]));
}

/** What is wrong with those of the lists, by the names of their props, that hold tokens for whole lists. */
export function listTokenProblems(lists: Readonly<Record<string, string[] | undefined>>): string[] {
  return Object.entries(lists)
    .filter(([, values = []]) => holdsListToken(values))
    .map(
      ([prop]) =>
        `${prop} is, or contains, a list that is itself a token, known only at deployment: list its items one by one; each may be a token`,
    );
}
