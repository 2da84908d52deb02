// SQL text that the views and the curation share.
import type { Column } from '../contract';

const TRINO_TYPES = new Map([
  ['string', 'varchar'],
  ['int', 'integer'],
  ['bigint', 'bigint'],
  ['boolean', 'boolean'],
  ['timestamp', 'timestamp(3)'],
]);

/** The Trino spelling of a Hive type: `array<struct<a:int>>` is `array(row(a integer))`. */
export function trinoType(hive: string): string {
  const element = /^array<(.*)>$/.exec(hive)?.[1];
  if (element !== undefined) return `array(${trinoType(element)})`;
  const members = /^struct<(.*)>$/.exec(hive)?.[1];
  if (members !== undefined) {
    const fields = members.split(',').map((member) => member.split(':') as [string, string]);
    return `row(${fields.map(([name, type]) => `${name} ${trinoType(type)}`).join(', ')})`;
  }
  const type = TRINO_TYPES.get(hive);
  if (type === undefined) throw new Error(`No Trino type is known for the Hive type '${hive}'`);
  return type;
}

/** The same for an Iceberg table, whose timestamps have microseconds instead of milliseconds. */
export function icebergType(hive: string): string {
  return trinoType(hive).replaceAll('timestamp(3)', 'timestamp(6)');
}

/** Every column, cast to its declared type. Without the cast, Athena reports that the view is stale. */
export function castAll(columns: readonly Column[]): string {
  return columns.map(({ name, type }) => `CAST(${name} AS ${trinoType(type)}) AS ${name}`).join(',\n  ');
}

/** The columns' names in their order, each after `prefix`. */
export function names(columns: readonly Column[], prefix = ''): string {
  return columns.map(({ name }) => `${prefix}${name}`).join(', ');
}
