// Reads what queries can see: the partition projection of the Glue table `history_records`.

/** Queries return nothing beyond these limits, and say nothing about it. */
export interface Catalog {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** `yyyy-MM-dd`: the first day on which a session may have started. */
  readonly firstDay: string;
}

/**
 * @param text the output of `aws glue get-table --database-name session_archive --name history_records`
 * @throws Error if it is any other text
 */
export function readCatalog(text: string): Catalog {
  let parameters: Partial<Record<string, string>> | undefined;
  try {
    parameters = (JSON.parse(text) as { Table?: { Parameters?: Record<string, string> } }).Table?.Parameters;
  } catch {
    // Reported below, like any other JSON.
  }
  const accounts = parameters?.['projection.account_id.values'];
  const regions = parameters?.['projection.region.values'];
  const days = parameters?.['projection.start_date.range'];
  if (accounts === undefined || regions === undefined || days === undefined) {
    throw new Error(
      'The catalog is not the output of `aws glue get-table --database-name session_archive --name history_records`.',
    );
  }
  return { accounts: accounts.split(','), regions: regions.split(','), firstDay: days.slice(0, 'yyyy-MM-dd'.length) };
}
