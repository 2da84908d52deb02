// The kinds of values that the AWS CLI's formats distinguish.

export type Structure = Readonly<Record<string, unknown>>;

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function isStructure(value: unknown): value is Structure {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** The values that are false in Python. */
export function isNothing(value: unknown): boolean {
  if (isList(value)) return value.length === 0;
  return isStructure(value) ? Object.keys(value).length === 0 : !value;
}
