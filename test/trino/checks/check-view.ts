// The declared types of a view must equal those that Trino derives from its SQL. Otherwise Athena calls the view stale.
import { deepEqual } from 'node:assert/strict';
import type { TableInput } from '@aws-sdk/client-glue';
import { trinoType } from '../../../lib/catalog/sql';
import type { Progress } from '../progress';
import type { Trino } from '../trino';

/** The JSON in the comment that holds a view in Glue. */
interface PrestoView {
  readonly originalSql: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/**
 * Compares the types that Trino derives for each view with its two declarations: Trino's types, and Hive's types in the
 * catalog.
 */
export async function checkViews(progress: Progress, trino: Trino, tables: readonly TableInput[]): Promise<void> {
  for (const { Name: name = '', ViewOriginalText: text, StorageDescriptor: storage } of tables) {
    const base64 = /^\/\* Presto View: (.+) \*\/$/.exec(text ?? '')?.[1];
    if (base64 === undefined) continue;
    await progress.check(`the view ${name} declares the types that Trino derives`, async () => {
      const { originalSql, columns } = JSON.parse(Buffer.from(base64, 'base64').toString()) as PrestoView;
      // LIMIT 0 fetches no rows, but Trino still analyses the SQL.
      const found = await trino.query(`SELECT * FROM (${originalSql}) LIMIT 0`);
      const analysed = found.columns.map(({ name: column, type }) => ({ name: column, type }));
      deepEqual(
        columns.map(({ name: column, type }) => ({ name: column, type })),
        analysed,
      );
      const declared = storage?.Columns?.map((column) => ({ name: column.Name, type: trinoType(column.Type ?? '') }));
      deepEqual(declared, analysed);
      return `${columns.length} columns`;
    });
  }
}
