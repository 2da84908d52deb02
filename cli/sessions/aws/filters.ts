// Parses DescribeSessions' filters in every form that the AWS CLI takes.
import { parseInstant } from '../../period';
import { parseShorthand } from './shorthand';

const KEYS = ['InvokedAfter', 'InvokedBefore', 'Target', 'Owner', 'Status', 'SessionId', 'AccessType'] as const;

export interface Filter {
  readonly key: (typeof KEYS)[number];
  readonly value: string;
}

const MOST_FILTERS = 6;
const LONGEST_VALUE = 400;
const FORM = 'Write a filter as key=NAME,value=VALUE or as JSON: \'[{"key": "NAME", "value": "VALUE"}]\'.';

/**
 * @param args the arguments of `--filters`, each a filter in shorthand, a JSON object, a JSON list, or `file://` and a path
 * @param readFile reads the text of such a file
 * @throws Error that names the filter that DescribeSessions would reject
 */
export function parseFilters(args: readonly string[], readFile: (path: string) => string): Filter[] {
  const structures = args.flatMap((arg) => parseArgument(arg.startsWith('file://') ? readFile(arg.slice(7)) : arg));
  if (structures.length > MOST_FILTERS) {
    throw new Error(`--filters has ${structures.length} filters; DescribeSessions takes ${MOST_FILTERS}.`);
  }
  return structures.map(toFilter);
}

function parseArgument(arg: string): unknown[] {
  const text = arg.trim();
  if (!/^[[{]/.test(text)) {
    try {
      return [parseShorthand(text)];
    } catch (error) {
      throw new Error(`--filters ${(error as Error).message} ${FORM}`, { cause: error });
    }
  }
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    throw new Error(`--filters '${text}' is not JSON: ${(error as Error).message}. ${FORM}`, { cause: error });
  }
}

function toFilter(structure: unknown): Filter {
  const shown = JSON.stringify(structure);
  const fields = (typeof structure === 'object' ? structure : null) as Record<string, unknown> | null;
  const { key, value, ...others } = fields ?? {};
  if (typeof key !== 'string' || typeof value !== 'string' || Object.keys(others).length > 0) {
    throw new Error(
      `--filters ${shown} is not a filter: a filter has a key and a value, both text, and nothing else. ${FORM}`,
    );
  }
  if (!isKey(key)) throw new Error(`--filters has the unknown key '${key}'; use ${KEYS.join(', ')}.`);
  if (value.length < 1 || value.length > LONGEST_VALUE) {
    throw new Error(`--filters ${key} has a value of ${value.length} characters; 1 to ${LONGEST_VALUE} are allowed.`);
  }
  if (isTime(key) && parseInstant(value) === null) {
    throw new Error(
      `--filters ${key} is '${value}': give an instant with its zone, such as 2026-03-01T00:00:00Z; --from and --to take days.`,
    );
  }
  return { key, value };
}

export function isTime(key: Filter['key']): key is 'InvokedAfter' | 'InvokedBefore' {
  return key === 'InvokedAfter' || key === 'InvokedBefore';
}

function isKey(text: string): text is Filter['key'] {
  return (KEYS as readonly string[]).includes(text);
}
