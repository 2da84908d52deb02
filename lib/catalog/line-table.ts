// Glue tables over the JSON lines that the reporter writes.
import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { scopePrefix, type ArchivePrefix, type Column } from '../contract';

/** Default name of the database, and of everything that is named after it. */
export const DEFAULT_DATABASE_NAME = 'session_archive';

/** The Glue database: its name, and a reference that makes CloudFormation create the database first. */
export interface Database {
  readonly name: string;
  readonly ref: string;
}

/** A table over the objects below `account_id=/region=/<day>=`. */
export interface TableOfLines {
  readonly name: string;
  readonly description: string;
  readonly keys: readonly Column[];
  /** The last one is the day. */
  readonly partitions: readonly Column[];
  /** `yyyy-MM-dd`. */
  readonly firstDay: string;
  readonly prefix: ArchivePrefix;
}

/** The accounts and Regions that queries see, each list separated by commas. */
export interface Visible {
  readonly accounts: string;
  readonly regions: string;
}

export function createLineTable(
  scope: Construct,
  id: string,
  database: Database,
  bucket: IBucket,
  visible: Visible,
  table: TableOfLines,
): void {
  const day = table.partitions.at(-1)?.name ?? '';
  const template = `${scopePrefix(table.prefix, { accountId: '${account_id}', region: '${region}' })}${day}=\${${day}}/`;
  new CfnTable(scope, idOf(id, database.name), {
    catalogId: Stack.of(scope).account,
    databaseName: database.ref,
    tableInput: {
      name: table.name,
      description: table.description,
      tableType: 'EXTERNAL_TABLE',
      parameters: {
        EXTERNAL: 'TRUE',
        classification: 'json',
        'projection.enabled': 'true',
        ...enumProjection('account_id', visible.accounts),
        ...enumProjection('region', visible.regions),
        [`projection.${day}.type`]: 'date',
        [`projection.${day}.format`]: 'yyyy-MM-dd',
        [`projection.${day}.range`]: `${table.firstDay},NOW+1DAY`,
        'storage.location.template': bucket.s3UrlForObject(template),
      },
      partitionKeys: glueColumns(table.partitions),
      storageDescriptor: {
        columns: glueColumns(table.keys.filter(({ name }) => !table.partitions.some((key) => key.name === name))),
        location: bucket.s3UrlForObject(table.prefix),
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        // This SerDe fails on a malformed line. The other JSON SerDe may read such a line as a row of nulls.
        serdeInfo: { serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' },
      },
    },
  });
}

/**
 * The construct id of a resource that has the database's name or belongs to the database. Glue and Athena cannot rename
 * resources. So a new name gives a new logical id: CloudFormation creates new resources and then deletes the old ones.
 */
export function idOf(id: string, databaseName: string): string {
  return databaseName === DEFAULT_DATABASE_NAME ? id : `${id}-${databaseName}`;
}

export function glueColumns(columns: readonly Column[]): CfnTable.ColumnProperty[] {
  return columns.map(({ name, type, description }) => ({ name, type, comment: description }));
}

export function enumProjection(column: string, values: string): Record<string, string> {
  return { [`projection.${column}.type`]: 'enum', [`projection.${column}.values`]: values };
}
