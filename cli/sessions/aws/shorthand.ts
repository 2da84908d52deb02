// Parses the AWS CLI's shorthand for a structure of texts: `key=Target,value=i-0a1b2c3d4e5f60718`.

/** A quoted value, with a backslash before each quote in it, or text up to the next comma without a backslash before it. */
const VALUE = /\s*(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|((?:\\,|[^,'"])*))\s*/y;
const KEY = /\s*([A-Za-z0-9\-_.#/:]+)\s*=/y;
const COMMA = /,/y;

/** @throws Error that says where the text is not shorthand */
export function parseShorthand(text: string): Record<string, string> {
  const fields = new Map<string, string>();
  const reader = new Reader(text);
  do {
    const [, key] = reader.read(KEY) ?? [];
    if (key === undefined) throw reader.error('expected a name and =; write a comma in a value as \\,');
    if (fields.has(key)) {
      throw reader.error(`it has ${key} twice; write several filters as separate arguments, with a space between them`);
    }
    const [, single, double, bare = ''] = reader.read(VALUE) ?? [];
    fields.set(key, unquote(single, "'") ?? unquote(double, '"') ?? bare.replaceAll('\\,', ',').trimEnd());
  } while (reader.read(COMMA));
  if (!reader.isAtEnd) throw reader.error('expected a comma');
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

  /** Reads what the sticky pattern matches at the current position; null if it does not match. */
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
