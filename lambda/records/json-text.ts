// JSON as JSON.stringify writes it, but of anything that JSON.parse can read: it never fails and says what JSON has no number for.

/** A piece of the text, or a value that has to be written still. */
type Piece = { readonly text: string } | { readonly value: unknown };

/** However deep it is nested: a stack of its own instead of recursion. A number beyond a double's range is the text `Infinity`. */
export function toJsonText(value: unknown): string {
  const texts: string[] = [];
  const stack: Piece[] = [{ value }];
  for (let piece = stack.pop(); piece !== undefined; piece = stack.pop()) {
    if ('text' in piece) texts.push(piece.text);
    else if (typeof piece.value === 'object' && piece.value !== null)
      for (const next of piecesOf(piece.value).reverse()) stack.push(next);
    else texts.push(JSON.stringify(Math.abs(piece.value as number) === Infinity ? String(piece.value) : piece.value));
  }
  return texts.join('');
}

function piecesOf(value: object): Piece[] {
  if (Array.isArray(value)) {
    const items = value.flatMap((item: unknown, i): Piece[] => [{ text: i === 0 ? '' : ',' }, { value: item }]);
    return [{ text: '[' }, ...items, { text: ']' }];
  }
  const members = Object.entries(value).flatMap(([name, member], i): Piece[] => [
    { text: `${i === 0 ? '' : ','}${JSON.stringify(name)}:` },
    { value: member as unknown },
  ]);
  return [{ text: '{' }, ...members, { text: '}' }];
}
