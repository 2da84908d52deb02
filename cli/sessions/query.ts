// `--query` as the AWS CLI takes it: JMESPath, and what the AWS CLI's own library allows beyond that.
import { search } from '@aws-lambda-powertools/jmespath';
import { Functions } from '@aws-lambda-powertools/jmespath/functions';
import { rewriteQuery } from './rewrite-query';

/** @throws Error that says what is wrong with the expression */
export function runQuery(query: string, value: object): unknown {
  try {
    return search(rewriteQuery(query), value, { customFunctions: new AwsFunctions() }) ?? null;
  } catch (error) {
    // The rest is the expression, as it was rewritten.
    const what = (error as Error).message.replace(/ in expression: .*$/s, '');
    throw new Error(`--query ${query}: ${what}`, { cause: error });
  }
}

/** Functions get their arguments as a list; those of the library check what is in it. */
class AwsFunctions extends Functions {
  /** `<` and the like of two texts or two numbers. */
  funcOrdered([operator, left, right]: [string, unknown, unknown]): boolean | null {
    if (!isComparable(left) || typeof left !== typeof right) return null;
    const other = right as typeof left;
    if (operator === '<') return left < other;
    if (operator === '<=') return left <= other;
    return operator === '>' ? left > other : left >= other;
  }

  /** The library's own turns the list around that it is given, and with it what else the query says of it. */
  override funcReverse(args: never): never {
    return super.funcReverse(copied(args)) as never;
  }

  /** The library's own puts texts into the order of a dictionary. */
  override funcSort(args: never): never {
    const sorted = super.funcSort(copied(args));
    return (typeof sorted[0] === 'string' ? sorted.sort() : sorted) as never;
  }
}

function copied(args: never): never {
  return (args as unknown[]).map((arg) => (Array.isArray(arg) ? [...(arg as unknown[])] : arg)) as never;
}

function isComparable(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
