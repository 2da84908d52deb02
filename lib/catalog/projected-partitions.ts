/** The numbers whose product is the number of projected partitions. */
interface Projection {
  readonly accounts: number;
  readonly regions: number;
  /** `yyyy-MM-dd`. */
  readonly firstDay: string;
}

const MANY = 100_000;
const DAY_MS = 24 * 3_600_000;

/**
 * The warning about a projection with so many partitions that a query is slow without a filter on account, Region or
 * day. Undefined if there are fewer. Only this warning depends on the clock; the template does not.
 */
export function manyPartitions({ accounts, regions, firstDay }: Projection, nowMs: number): string | undefined {
  // The projection also includes today and tomorrow.
  const days = Math.max(Math.floor((nowMs - Date.parse(firstDay)) / DAY_MS), 0) + 2;
  const partitions = accounts * regions * days;
  if (partitions <= MANY) return undefined;
  return (
    `${accounts} account(s) x ${regions} Region(s) x ${days} days since ${firstDay} are ${partitions} projected partitions, more than ${MANY}: ` +
    'a query without a filter on account_id, region and start_date asks S3 for each of them. List fewer in accounts or regions, ' +
    'or set archiveStart to a later day, such as a year before the first deployment.'
  );
}
