// Writes JSON in the AWS CLI's layout.

/** Writes strings as JSON does. For a terminal, control characters become JSON escapes, which mean the same. */
export function json(value: unknown, isTerminal = false): string {
  const text = JSON.stringify(value, null, 4);
  return isTerminal ? escapeInvisible(text) : text;
}

/** The JSON text with escapes for characters that could move the cursor or hide or reorder other text. */
export function escapeInvisible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' ? character : Array.from({ length: character.length }, (_, i) => escape(character, i)).join(''),
  );
}

function escape(character: string, index: number): string {
  return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
}

const ITEMS_AT_A_TIME = 1000;

/** The text of `json` and a line feed, in pieces. A long list at the top or one level below never becomes one string. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (isStructure(value) && Object.keys(value).length > 0) {
    let before = '{\n    ';
    for (const [name, member] of Object.entries(value)) {
      yield `${before}${JSON.stringify(name)}: `;
      yield* Array.isArray(member) ? listPieces(member, '    ') : [indented(member, '    ')];
      before = ',\n    ';
    }
    yield '\n}\n';
  } else if (Array.isArray(value)) {
    yield* listPieces(value, '');
    yield '\n';
  } else yield `${json(value ?? null)}\n`;
}

function* listPieces(list: readonly unknown[], indent: '' | '    '): Generator<string> {
  if (list.length === 0) {
    yield '[]';
    return;
  }
  for (let i = 0; i < list.length; i += ITEMS_AT_A_TIME) {
    const some = list.slice(i, i + ITEMS_AT_A_TIME);
    // Wraps the items in a value, so that JSON indents them as in the whole text.
    const [text, opening, closing] =
      indent === '' ? [json(some), '[', '\n]'] : [json({ '': some }), '{\n    "": [', '\n    ]\n}'];
    yield `${i === 0 ? '[' : ','}${text.slice(opening.length, -closing.length)}`;
  }
  yield `\n${indent}]`;
}

function indented(value: unknown, indent: string): string {
  return json(value).replaceAll('\n', `\n${indent}`);
}

function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
