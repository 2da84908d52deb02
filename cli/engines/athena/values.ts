// What Athena is asked and what it answers, as text.
import type { Value } from '../engine';

const NUMBERS = /^(tinyint|smallint|integer|bigint|float|real|double|decimal)/;

/**
 * A value of a column that Athena gives as text. A number beyond what JSON's readers hold exactly stays a text.
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
/** A query that scans less is billed as if it had scanned this. */
const LEAST_BYTES = 10_000_000;

/** What a query scanned and what that costs, in words. */
export function costOf(scannedBytes: number): string {
  const dollars = (Math.max(scannedBytes, LEAST_BYTES) / 1e12) * PRICE;
  const megabytes = (scannedBytes / 1e6).toFixed(1);
  return `Athena scanned ${megabytes} MB: about $${dollars.toFixed(5)} where a terabyte costs $${PRICE} (10 MB at the least).`;
}

/** Comments and blanks, and behind them what only reads. `WITH` cannot lead to anything else in Athena. */
const SELECT = /^(?:\s|--.*(?:\n|$)|\/\*[^]*?\*\/)*(?:(?:SELECT|WITH|VALUES|TABLE)\b|\()/i;

/** @throws Error if the SQL does anything but read: Athena would do whatever the caller's rights allow */
export function assertReads(sql: string): void {
  if (!SELECT.test(sql)) throw new Error('The SQL is no SELECT: an archive is only read.');
}
