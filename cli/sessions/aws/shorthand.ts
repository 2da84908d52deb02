// The AWS CLI's shorthand for a structure of texts: `key=Target,value=i-0a1b2c3d4e5f60718`.

/** Quoted, with backslashes before quotes in it; or up to the next comma that has no backslash before it. */
const VALUE = /\s*(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|((?:\\,|[^,'"])*))\s*/y;
const KEY = /\s*([A-Za-z0-9\-_.#/:]+)\s*=/y;
const COMMA = /,/y;

/** @throws Error that says where the text is no shorthand */
export function parseShorthand(text: string): Record<string, string> {
  const fields = new Map<string, string>();
  const reader = new Reader(text);
  do {
    const [, key] = reader.read(KEY) ?? [];
    if (key === undefined) throw reader.error('a name and = are expected; a comma in a value is written \\,');
    if (fields.has(key)) {
      throw reader.error(
        `${key} stands there twice; several filters are separate arguments, with a space between them`,
      );
    }
    const [, single, double, bare = ''] = reader.read(VALUE) ?? [];
    fields.set(key, unquote(single, "'") ?? unquote(double, '"') ?? bare.replaceAll('\\,', ',').trimEnd());
  } while (reader.read(COMMA));
  if (!reader.isAtEnd) throw reader.error('a comma is expected');
  return Object.fromEntries(fields);
}

function unquote(text: string | undefined, quote: string): string | undefined {
  return text?.replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\');
}

class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.position === this.text.length;
  }

  /** What the sticky pattern finds right here; null, and nothing is read, if it finds nothing. */
  read(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match) this.position = pattern.lastIndex;
    return match;
  }

  error(problem: string): Error {
    const where = this.isAtEnd ? 'at its end' : `at '${this.text.slice(this.position)}'`;
    return new Error(`'${this.text}' ${where}: ${problem}.`);
  }
}
