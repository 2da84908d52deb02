// `--query` as the AWS CLI takes it.
import { search } from '@aws-lambda-powertools/jmespath';

/** @throws Error that says what is wrong with the expression */
export function runQuery(query: string, value: object): unknown {
  try {
    return search(quoteLiterals(query), value as Parameters<typeof search>[1]);
  } catch (error) {
    throw new Error(`--query ${query}: ${(error as Error).message}`, { cause: error });
  }
}

/** What JMESPath puts between quotes, and between backticks. */
const QUOTED = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`((?:\\.|[^`\\])*)`/gs;

/**
 * The AWS CLI takes `Failed` for "Failed", where JMESPath wants JSON between backticks: half of all the queries that people pass on are
 * written so.
 */
export function quoteLiterals(query: string): string {
  return query.replace(QUOTED, (quoted: string, literal: string | undefined) => {
    const text = literal?.replaceAll('\\`', '`');
    if (text === undefined || isJson(text)) return quoted;
    const string = `"${text.trimStart()}"`;
    return isJson(string) ? `\`${string.replaceAll('`', '\\`')}\`` : quoted;
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
