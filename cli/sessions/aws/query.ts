// Evaluates `--query` as the AWS CLI does: JMESPath.
import { search } from 'jmespath';

/** @throws Error that says what is wrong with the expression */
export function runQuery(query: string, value: object): unknown {
  try {
    return search(value, query) as unknown;
  } catch (error) {
    throw new Error(`--query ${query}: ${(error as Error).message}`, { cause: error });
  }
}
