// The types that the view declares are those that Trino finds in its SQL; Athena calls a view stale otherwise.
import { deepEqual } from 'node:assert/strict';
import type { TableInput } from '@aws-sdk/client-glue';
import { trinoType } from '../../../lib/catalog/sql';
import type { Progress } from '../progress';
import type { Trino } from '../trino';

/** What stands in the comment that Glue keeps a view in. */
interface PrestoView {
  readonly originalSql: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Compares Trino's analysis of each view with both of its declarations: Trino's own, and the catalog's in Hive's types. */
export async function checkViews(progress: Progress, trino: Trino, tables: readonly TableInput[]): Promise<void> {
  for (const { Name: name = '', ViewOriginalText: text, StorageDescriptor: storage } of tables) {
    const base64 = /^\/\* Presto View: (.+) \*\/$/.exec(text ?? '')?.[1];
    if (base64 === undefined) continue;
    await progress.check(`the view ${name} declares the types that Trino finds in it`, async () => {
      const { originalSql, columns } = JSON.parse(Buffer.from(base64, 'base64').toString()) as PrestoView;
      // With nothing to fetch it is analysed all the same.
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
