// Views in the form in which Athena and Trino store them in the Glue catalog.
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
  /** The columns, with Hive types as in the catalog. */
  readonly columns: readonly Column[];
  /** Without a cutoff, the view reads only the records. */
  readonly sql: (cutoff?: Cutoff) => string;
}

export function createView(scope: Construct, id: string, database: Database, view: View): CfnTable {
  return new CfnTable(scope, idOf(id, database.name), {
    catalogId: Stack.of(scope).account,
    databaseName: database.ref,
    tableInput: {
      // No description here: Trino would read it instead of the comment below, and not find the view. The view's own
      // text contains it.
      name: view.name,
      tableType: 'VIRTUAL_VIEW',
      // Trino rejects a view without an owner. Any name works: Athena uses the rights of the principal that runs the
      // query.
      owner: database.name,
      parameters: { presto_view: 'true', comment: 'Presto View' },
      viewOriginalText: prestoView(database.name, view),
      viewExpandedText: '/* Presto View */',
      // A view has no files, but without a named SerDe nobody can read its columns from the catalog.
      storageDescriptor: { columns: glueColumns(view.columns), serdeInfo: { name: 'view' } },
    },
  });
}

/** A comment with a JSON document in base64. */
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
