// From a query as the AWS CLI takes it to one that JMESPath's specification allows.

const TOKEN =
  /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|<=|>=|==|!=|&&|\|\||\[\?|[A-Za-z_]\w*|-?\d+|\s+|./gs;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '[?': ']', '{': '}' };
/** What holds less tightly together than a comparison. */
const SEPARATORS: readonly string[] = [',', ':', '|', '||', '&&', '&'];
const COMPARATORS: readonly string[] = ['<', '<=', '>', '>=', '==', '!='];
const ORDERINGS: readonly string[] = ['<', '<=', '>', '>='];

/**
 * The specification orders numbers alone and wants JSON between backticks. The AWS CLI also orders texts, which is how people ask for
 * dates, and takes `Failed` for "Failed". Here an ordering becomes a call of the function `ordered`. What is no expression stays as it is.
 */
export function rewriteQuery(query: string): string {
  const tokens = query.match(TOKEN) ?? [];
  const { text, next } = rewrite(tokens, 0, undefined);
  return next === tokens.length ? text : query;
}

/** Up to the token that closes a bracket, which is not part of the text. */
function rewrite(tokens: readonly string[], from: number, closing: string | undefined): { text: string; next: number } {
  let text = '';
  let part: string[] = [];
  let at = from;
  for (; at < tokens.length && tokens[at] !== closing; at += 1) {
    const token = tokens[at] ?? '';
    const inner = CLOSING[token];
    if (inner !== undefined) {
      const content = rewrite(tokens, at + 1, inner);
      part.push(`${token}${content.text}${tokens[content.next] ?? ''}`);
      at = content.next;
    } else if (SEPARATORS.includes(token)) {
      text += compareIn(part) + token;
      part = [];
    } else part.push(token.startsWith('`') ? quoteLiteral(token) : token);
  }
  // What is never closed ends nowhere: then the query stays as it is.
  const isClosed = closing === undefined || at < tokens.length;
  return { text: text + compareIn(part), next: isClosed ? at : Infinity };
}

function compareIn(part: readonly string[]): string {
  const at = part.findIndex((token) => ORDERINGS.includes(token));
  const isOnly = part.filter((token) => COMPARATORS.includes(token)).length === 1;
  if (at < 0 || !isOnly) return part.join('');
  return `ordered('${part[at] ?? ''}',${part.slice(0, at).join('')},${part.slice(at + 1).join('')})`;
}

function quoteLiteral(literal: string): string {
  const text = literal.slice(1, -1).replaceAll('\\`', '`');
  if (isJson(text)) return literal;
  const string = `"${text.trimStart()}"`;
  return isJson(string) ? `\`${string.replaceAll('`', '\\`')}\`` : literal;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
