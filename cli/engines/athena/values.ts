// Converts Athena's text values, and works out what a query costs.
import type { Value } from '../engine';

const NUMBERS = /^(tinyint|smallint|integer|bigint|float|real|double|decimal)/;

/**
 * Converts a value that Athena returns as text. A number too large for an exact JSON number stays text.
 *
 * @param type as Athena's ColumnInfo names it
 */
export function toValue(text: string | null, type: string): Value {
  if (text === null) return null;
  if (type === 'boolean') return text === 'true';
  if (!NUMBERS.test(type)) return text;
  const value = Number(text);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value;
}

/** US dollars for a terabyte scanned, in most Regions: https://aws.amazon.com/athena/pricing/ */
const PRICE = 5;
/** The minimum that Athena bills for a query. */
const LEAST_BYTES = 10_000_000;

/** Describes what a query scanned and what that costs. */
export function costOf(scannedBytes: number): string {
  const dollars = (Math.max(scannedBytes, LEAST_BYTES) / 1e12) * PRICE;
  const megabytes = (scannedBytes / 1e6).toFixed(1);
  return `Athena scanned ${megabytes} MB: about $${dollars.toFixed(5)} where a terabyte costs $${PRICE} (10 MB at the least).`;
}

/** Comments and blanks, then a statement that only reads. In Athena, `WITH` begins nothing but a SELECT. */
const SELECT = /^(?:\s|--.*(?:\n|$)|\/\*[^]*?\*\/)*(?:(?:SELECT|WITH|VALUES|TABLE)\b|\()/i;

/** @throws Error if the SQL does more than read: Athena would do all that the caller's permissions allow */
export function assertReads(sql: string): void {
  if (!SELECT.test(sql)) throw new Error('The SQL is not a SELECT: this command only reads an archive.');
}
