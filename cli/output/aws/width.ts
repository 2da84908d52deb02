// How wide the AWS CLI takes a text for: two columns for characters that Unicode calls wide, full-width or ambiguous.
import { eastAsianWidth } from 'eastasianwidth';

export function width(text: string): number {
  // ASCII and what is next to it, up to the first ambiguous character: nearly everything.
  if (/^[\0-\u00a0]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += ['F', 'W', 'A'].includes(eastAsianWidth(character)) ? 2 : 1;
  return columns;
}
