// The parameters of a saved query. Each is marked in the SQL: /*name:*/ ... /*:name*/. The text between the marks is
// its default. So the SQL runs as it is, a person can change the value in the console, and a program can replace it.

import { isDay } from '../common/day';

/** The type of a value: a text, one or more texts, a UTC day, a whole number, or true or false. */
type ParameterType = 'text' | 'texts' | 'date' | 'number' | 'flag';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly description: string;
  /** The default, as SQL. */
  readonly byDefault: string;
}

/** A value. A text is possible for each type except `texts`; a day is a text, `yyyy-MM-dd`. */
export type ParameterValue = string | number | boolean | readonly string[];

const DECLARATION = /^-- parameter (\w+) \((text|texts|date|number|flag)\): (.+)$/gm;

const mark = (name: string) => new RegExp(`/\\*${name}:\\*/ ([\\s\\S]*?) /\\*:${name}\\*/`, 'g');

/**
 * The parameters that the header of a query declares, in this order.
 *
 * @throws Error if a parameter is not marked in the SQL, has several defaults, or is marked but not declared
 */
export function parametersOf(query: string, sql: string): Parameter[] {
  const parameters = [...sql.matchAll(DECLARATION)].map(([, name = '', type = '', description = '']) => {
    const defaults = new Set([...sql.matchAll(mark(name))].map(([, text = '']) => text));
    const [byDefault] = defaults;
    if (byDefault === undefined || defaults.size > 1)
      throw new Error(`queries/${query}.sql declares ${name}, which has ${defaults.size} defaults in its SQL`);
    return { name, type: type as ParameterType, description, byDefault };
  });
  const declared = new Set(parameters.map(({ name }) => name));
  for (const [, name = ''] of sql.matchAll(/\/\*:?(\w+):?\*\//g))
    if (!declared.has(name)) throw new Error(`queries/${query}.sql marks ${name}, which its header does not declare`);
  return parameters;
}

/**
 * The SQL with the given values instead of the defaults.
 *
 * @throws Error that names the unknown parameter, or the value that does not have its parameter's type
 */
export function withValues(
  {
    name: query,
    sql,
    parameters,
  }: { readonly name: string; readonly sql: string; readonly parameters: readonly Parameter[] },
  values: Readonly<Record<string, ParameterValue>>,
): string {
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  return Object.entries(values).reduce((text, [name, value]) => {
    const parameter = known.get(name);
    if (!parameter) throw new Error(`${query} has no parameter ${name}: it has ${[...known.keys()].join(', ')}`);
    const filled = `/*${name}:*/ ${toSql(parameter, value)} /*:${name}*/`;
    return text.replace(mark(name), () => filled);
  }, sql);
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

const FORMS: Readonly<Record<ParameterType, (value: ParameterValue) => string | undefined>> = {
  text: (value) => (typeof value === 'string' ? quoted(value) : undefined),
  texts: (value) =>
    Array.isArray(value) && value.length > 0 ? value.map((text) => quoted(String(text))).join(', ') : undefined,
  date: (value) => (typeof value === 'string' && isDay(value) ? `DATE '${value}'` : undefined),
  number: (value) => (/^-?\d{1,15}$/.test(String(value)) ? String(value) : undefined),
  flag: (value) => (['true', 'false'].includes(String(value)) ? String(value) : undefined),
};

const EXPECTED: Readonly<Record<ParameterType, string>> = {
  text: 'a text',
  texts: 'one or more texts',
  date: 'a day such as 2026-03-31',
  number: 'a whole number',
  flag: 'true or false',
};

function toSql({ name, type }: Parameter, value: ParameterValue): string {
  const sql = FORMS[type](value);
  if (sql === undefined) throw new Error(`${name} is ${JSON.stringify(value)}: it must be ${EXPECTED[type]}`);
  return sql;
}
