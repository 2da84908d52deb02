import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { topOf } from '../top-stack';
import { rejectProblems } from '../validation';

interface Named {
  readonly catalog: IConstruct;
  readonly databaseName: string;
}

/** By app. */
const catalogs = new WeakMap<IConstruct, Named[]>();

/**
 * An account has one database and one workgroup of a name in a Region: throws if another catalog of the app has this name already, and
 * warns if it may turn out so.
 */
export function rejectTwins(catalog: IConstruct, databaseName: string): void {
  const others = catalogs.get(catalog.node.root) ?? [];
  for (const other of others.filter((each) => each.databaseName === databaseName)) {
    const text =
      `databaseName is "${databaseName}", the name of the database of ${other.catalog.node.path}, too, and an account has one of ` +
      'a name in a Region: give one of them another databaseName';
    const likeness = likenessOf(catalog, other.catalog);
    rejectProblems(catalog, likeness === 'same' ? [text] : []);
    if (likeness === 'unknown') {
      Annotations.of(catalog).addWarningV2(
        'cdk-ssm-session-archive:databaseNameTwice',
        `${text}, or acknowledge this warning if their stacks never meet in one account and Region.`,
      );
    }
  }
  catalogs.set(catalog.node.root, [...others, { catalog, databaseName }]);
}

/** Whether two constructs are deployed into the same account and Region. */
function likenessOf(one: IConstruct, other: IConstruct): 'same' | 'unknown' | 'different' {
  const [stack, otherStack] = [topOf(Stack.of(one)), topOf(Stack.of(other))];
  if (stack === otherStack) return 'same';
  if (stack.environment !== otherStack.environment) return 'different';
  if (![stack.account, stack.region].some((each) => Token.isUnresolved(each))) return 'same';
  // Stages without accounts are one app for many accounts.
  return Stage.of(one) === Stage.of(other) ? 'unknown' : 'different';
}
