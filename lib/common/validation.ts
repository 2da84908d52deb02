import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Throws one Error with all problems of a construct's props and the construct's path. Does nothing if there are no
 * problems.
 *
 * @param problems one message each: the prop, its value, and what to give instead
 */
export function rejectProblems(scope: IConstruct, problems: string[]): void {
  if (problems.length > 0) {
    throw new Error([`Invalid props of ${scope.node.path}:`, ...problems].join('\n  '));
  }
}

/**
 * Whether the list is a token, or contains a token that stands for a list. The number of its values is then unknown at
 * synthesis.
 */
export function holdsListToken(values: readonly string[]): boolean {
  return values.some((value) => Token.isUnresolved([value]));
}

/**
 * One message for each list that is a token, or contains one that stands for a list. `lists` has the props' names as
 * keys.
 */
export function listTokenProblems(lists: Readonly<Record<string, string[] | undefined>>): string[] {
  return Object.entries(lists)
    .filter(([, values = []]) => holdsListToken(values))
    .map(
      ([prop]) =>
        `${prop} is, or contains, a list that is itself a token, known only at deployment: list its items one by one; each may be a token`,
    );
}
