// Makes the parameters of a question options of the command line. Their help comes from the question's header.
import { InvalidArgumentError, Option } from 'commander';
import type { Parameter, ParameterValue } from '../../lib/queries/parameters';
import { formatDay } from '../../lambda/time';
import { recentDay } from '../options';

const PLACEHOLDERS: Readonly<Record<Parameter['type'], string>> = {
  text: '<text>',
  texts: '<text...>',
  date: '<day>',
  number: '<number>',
  flag: '<true|false>',
};

/** `include_unended` becomes `--include-unended`. */
const flagOf = ({ name }: Parameter) => `--${name.replaceAll('_', '-')}`;

export function optionOf(parameter: Parameter): Option {
  const { type, description, byDefault } = parameter;
  const option = new Option(
    `${flagOf(parameter)} ${PLACEHOLDERS[type]}`,
    `${description} ${inWords(byDefault)}`.trim(),
  );
  if (type === 'flag') option.choices(['true', 'false']);
  if (type === 'date') option.argParser((text) => formatDay(recentDay(text)));
  if (type === 'number') option.argParser(toWhole);
  return option;
}

/** The values that were given, by the names of their parameters. */
export function valuesOf(
  parameters: readonly Parameter[],
  options: Readonly<Record<string, ParameterValue | undefined>>,
  attributeOf: (flag: string) => string,
): Record<string, ParameterValue> {
  return Object.fromEntries(
    parameters.flatMap((parameter): [string, ParameterValue][] => {
      const value = options[attributeOf(flagOf(parameter))];
      return value === undefined ? [] : [[parameter.name, value]];
    }),
  );
}

function toWhole(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** Shows a short default. The question's header describes a default that is a query. */
function inWords(sql: string): string {
  const days = /^current_date(?: - INTERVAL '(\d+)' DAY)?$/.exec(sql);
  if (days) return `(default: ${days[1] === undefined ? 'today' : `${days[1]} days ago`}, UTC)`;
  return /^(-?\d+|true|false|'[^']*'(, '[^']*')*)$/.test(sql) ? `(default: ${sql.replaceAll("'", '')})` : '';
}
