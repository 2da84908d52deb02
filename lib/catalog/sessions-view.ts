// The view `sessions`: one row per session, with what is derived from its columns.
import { DERIVED_COLUMNS, type ViewColumn } from './derived-columns';
import type { View } from './presto-view';
import { ROW_COLUMNS, sessionRows } from './session-rows';
import { castAll } from './sql';

const columns = [...ROW_COLUMNS, ...DERIVED_COLUMNS.flat()];

/** A filter passes through window functions only on columns they are partitioned by, so all columns of the path are among them. */
export const SESSIONS_VIEW: View = {
  name: 'sessions',
  description:
    'One row per session: its last record in History, else its last record in Active. Filter on account_id, region or start_date.',
  columns,
  sql: `SELECT\n  ${castAll(columns)}\nFROM (\n${DERIVED_COLUMNS.reduce(withColumns, sessionRows())}\n)`,
};

/** The rows of a query, and columns that are computed from its own. */
function withColumns(sql: string, added: readonly ViewColumn[]): string {
  return `SELECT *,\n  ${added.map((column) => `${column.sql} AS ${column.name}`).join(',\n  ')}\nFROM (\n${sql}\n)`;
}
