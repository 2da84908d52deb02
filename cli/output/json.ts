// JSON as the AWS CLI lays it out.

/** A string keeps what JSON allows in it; on a terminal, what could control that becomes an escape, which means the same. */
export function json(value: unknown, isTerminal = false): string {
  const text = JSON.stringify(value, null, 4);
  return isTerminal ? escapeInvisible(text) : text;
}

/** The JSON text again, with escapes for characters that could move the cursor, hide or reorder what stands beside them. */
export function escapeInvisible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' ? character : Array.from({ length: character.length }, (_, i) => escape(character, i)).join(''),
  );
}

function escape(character: string, index: number): string {
  return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
}
