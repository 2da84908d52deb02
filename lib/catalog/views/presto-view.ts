// Views as Athena and Trino keep them in the Glue catalog.
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Column } from '../../contract';
import type { Cutoff } from '../cutoff';
import { glueColumns, idOf, type Database } from '../line-table';
import { trinoType } from '../sql';

export interface View {
  readonly name: string;
  readonly description: string;
  /** In Hive's types, as the catalog has them. */
  readonly columns: readonly Column[];
  /** Without a cutoff it reads the records alone. */
  readonly sql: (cutoff?: Cutoff) => string;
}

export function createView(scope: Construct, id: string, database: Database, view: View): CfnTable {
  return new CfnTable(scope, idOf(id, database.name), {
    catalogId: Stack.of(scope).account,
    databaseName: database.ref,
    tableInput: {
      // Without a description: Trino would take it for the comment below, and then not find the view. The view holds its own.
      name: view.name,
      tableType: 'VIRTUAL_VIEW',
      // Trino refuses a view that belongs to nobody. Any name will do: in Athena rights come from whoever runs the query.
      owner: database.name,
      parameters: { presto_view: 'true', comment: 'Presto View' },
      viewOriginalText: prestoView(database.name, view),
      viewExpandedText: '/* Presto View */',
      // Nothing lies behind a view, but without a named SerDe its columns cannot be read from the catalog.
      storageDescriptor: { columns: glueColumns(view.columns), serdeInfo: { name: 'view' } },
    },
  });
}

/** A comment that holds base64 of a JSON document. */
function prestoView(schema: string, { description, columns, sql }: View): string {
  const view = {
    originalSql: sql(),
    catalog: 'awsdatacatalog',
    schema,
    columns: columns.map(({ name, type, description: comment }) => ({ name, type: trinoType(type), comment })),
    comment: description,
    runAsInvoker: false,
  };
  return `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString('base64')} */`;
}
