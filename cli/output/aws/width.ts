// Measures a text as the AWS CLI does: two columns for characters that Unicode calls wide, full-width or ambiguous.
import { eastAsianWidth } from 'eastasianwidth';

export function width(text: string): number {
  // Nearly every text lies below the first ambiguous character.
  if (/^[\0-\u00a0]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += ['F', 'W', 'A'].includes(eastAsianWidth(character)) ? 2 : 1;
  return columns;
}
