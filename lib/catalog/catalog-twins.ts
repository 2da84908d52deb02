import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { topOf } from '../common/top-stack';
import { rejectProblems } from '../common/validation';

interface Named {
  readonly catalog: IConstruct;
  readonly databaseName: string;
}

/** The catalogs of each app. */
const catalogs = new WeakMap<IConstruct, Named[]>();

/**
 * Names of databases and workgroups are unique in an account and Region. Throws if another catalog of the app has this
 * name in the same account and Region. Warns if that depends on where the stacks are deployed.
 */
export function rejectTwins(catalog: IConstruct, databaseName: string): void {
  const others = catalogs.get(catalog.node.root) ?? [];
  for (const other of others.filter((each) => each.databaseName === databaseName)) {
    const text =
      `databaseName is "${databaseName}", but ${other.catalog.node.path} has a database of this name, which must be unique in an account and ` +
      'Region: give one of them another databaseName';
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
  // Different Stages whose account or Region is unknown are usually one app for many accounts.
  return Stage.of(one) === Stage.of(other) ? 'unknown' : 'different';
}
