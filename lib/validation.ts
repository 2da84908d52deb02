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
