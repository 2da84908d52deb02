// The view `sessions`: one row per session, with derived columns.
import type { Cutoff } from '../cutoff';
import { DERIVED_COLUMNS, type ViewColumn } from './derived-columns';
import type { View } from './presto-view';
import { CURATED_SESSIONS, ROW_COLUMNS, sessionRows } from '../session-rows';
import { castAll } from '../sql';

const columns = [...ROW_COLUMNS, ...DERIVED_COLUMNS.flat()];

/**
 * A filter on a column passes through window functions only if they are partitioned by this column. So all partition
 * columns of the path are in `PARTITION BY`.
 */
export const SESSIONS_VIEW: View = {
  name: 'sessions',
  description:
    'One row per session: its last record in History, or else its last record in Active. Filter on account_id, region or start_date.',
  columns,
  sql: (cutoff) => {
    const rows = cutoff ? beforeAndAfter(cutoff) : sessionRows();
    return `SELECT\n  ${castAll(columns)}\nFROM (\n${DERIVED_COLUMNS.reduce(withColumns, rows)}\n)`;
  },
};

function beforeAndAfter({ day, snapshotDay }: Cutoff): string {
  const since = `start_date >= '${day}'`;
  return `SELECT ${castAll(ROW_COLUMNS)}
FROM ${CURATED_SESSIONS} WHERE start_date < '${day}'
UNION ALL
${sessionRows({ history: since, active: `snapshot_date >= '${snapshotDay}' AND ${since}` })}`;
}

/** The rows of a query, with additional columns that are computed from its columns. */
export function withColumns(sql: string, added: readonly ViewColumn[]): string {
  return `SELECT *,\n  ${added.map((column) => `${column.sql} AS ${column.name}`).join(',\n  ')}\nFROM (\n${sql}\n)`;
}
