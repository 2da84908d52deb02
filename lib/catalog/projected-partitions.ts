/** What partition projection multiplies. */
interface Projection {
  readonly accounts: number;
  readonly regions: number;
  /** `yyyy-MM-dd`. */
  readonly firstDay: string;
}

const MANY = 100_000;
const DAY_MS = 24 * 3_600_000;

/**
 * What to say of a projection with so many partitions that a question which leaves out account, Region or day is slow; undefined if
 * there are fewer. The clock has no influence on the template.
 */
export function manyPartitions({ accounts, regions, firstDay }: Projection, nowMs: number): string | undefined {
  // Today's and tomorrow's are projected, too.
  const days = Math.max(Math.floor((nowMs - Date.parse(firstDay)) / DAY_MS), 0) + 2;
  const partitions = accounts * regions * days;
  if (partitions <= MANY) return undefined;
  return (
    `${accounts} account(s) x ${regions} Region(s) x ${days} days since ${firstDay} are ${partitions} projected partitions, more than ${MANY}: ` +
    'a query without a filter on account_id, region and start_date asks S3 for each of them. List fewer in accounts or regions, ' +
    'or set archiveStart to a later day, such as a year before the first deployment.'
  );
}
