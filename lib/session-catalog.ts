import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  MANIFEST_KEYS,
  MANIFEST_PARTITIONS,
  manifestsPrefix,
  RECORD_KEYS,
  RECORD_PARTITIONS,
  sessionsPrefix,
  type Column,
} from './contract';
import { prestoView, RECORDS_TABLE, SESSIONS_COLUMNS, SESSIONS_DESCRIPTION } from './sessions-view';

/**
 * Session Manager appeared in September 2018, so no session can have started before: whatever the archive holds is within reach
 * of a query. A later start would be silent about an older session that is still open.
 */
const FIRST_DAY_OF_SESSION_MANAGER = '2018-09-01';

export interface SessionCatalogProps {
  /** The archive's bucket. */
  readonly bucket: IBucket;

  /**
   * Name of the Glue database: lower-case letters, digits and underscores.
   *
   * @default 'session_archive'
   */
  readonly databaseName?: string;

  /**
   * Accounts that queries can see, a few dozen at most. Records of any other account stay invisible, without an error.
   *
   * @default - the account of the stack
   */
  readonly accounts?: string[];

  /**
   * Regions that queries can see. Records of any other Region stay invisible, without an error.
   *
   * @default - the Region of the stack
   */
  readonly regions?: string[];

  /**
   * First day that queries can see, `yyyy-MM-dd`. Fixed, so that a later deployment never hides old records.
   *
   * @default '2018-09-01', the month in which Session Manager appeared
   */
  readonly archiveStart?: string;
}

/** The archive as tables: a Glue database with `session_records`, the ledger `snapshots`, and the view `sessions`. */
export class SessionCatalog extends Construct {
  /** Name of the Glue database. */
  public readonly databaseName: string;

  /** The Glue database. */
  public readonly database: CfnDatabase;

  private readonly bucket: IBucket;
  private readonly scopeProjection: Record<string, string>;
  private readonly archiveStart: string;

  constructor(scope: Construct, id: string, props: SessionCatalogProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.bucket = props.bucket;
    this.databaseName = this.validDatabaseName(props.databaseName ?? 'session_archive');
    this.archiveStart = this.validDay(props.archiveStart ?? FIRST_DAY_OF_SESSION_MANAGER);
    this.scopeProjection = {
      ...enumProjection('account_id', this.validValues('accounts', props.accounts, /^\d{12}$/) ?? [stack.account]),
      ...enumProjection('region', this.validValues('regions', props.regions, /^[a-z0-9-]+$/) ?? [stack.region]),
    };
    this.database = this.createDatabase();
    this.createTable('SessionRecords', {
      name: RECORDS_TABLE,
      description: 'Every record of every snapshot, complete or not: one session as one snapshot saw it',
      keys: RECORD_KEYS,
      partitions: RECORD_PARTITIONS,
      day: 'start_date',
      prefix: sessionsPrefix,
    });
    this.createTable('Snapshots', {
      name: 'snapshots',
      description: 'The ledger: one manifest for each complete snapshot',
      keys: MANIFEST_KEYS,
      partitions: MANIFEST_PARTITIONS,
      day: 'snapshot_date',
      prefix: manifestsPrefix,
    });
    this.createView();
  }

  /** Lets `grantee` read the definitions of the database, its tables and its view. */
  public grantRead(grantee: IGrantable): Grant {
    const arn = (resource: string, resourceName?: string) =>
      Stack.of(this).formatArn({ service: 'glue', resource, resourceName });
    return Grant.addToPrincipal({
      grantee,
      actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'],
      resourceArns: [arn('catalog'), arn('database', this.databaseName), arn('table', `${this.databaseName}/*`)],
    });
  }

  private createDatabase(): CfnDatabase {
    return new CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account,
      databaseInput: {
        name: this.databaseName,
        description: 'Sessions of AWS Session Manager, archived from SSM DescribeSessions',
      },
    });
  }

  private createTable(id: string, table: TableOfLines): void {
    const template = `${table.prefix({ accountId: '${account_id}', region: '${region}' })}${table.day}=\${${table.day}}/`;
    const root = template.slice(0, template.indexOf('account_id='));
    new CfnTable(this, id, {
      catalogId: Stack.of(this).account,
      databaseName: this.database.ref,
      tableInput: {
        name: table.name,
        description: table.description,
        tableType: 'EXTERNAL_TABLE',
        parameters: {
          EXTERNAL: 'TRUE',
          classification: 'json',
          'projection.enabled': 'true',
          ...this.scopeProjection,
          [`projection.${table.day}.type`]: 'date',
          [`projection.${table.day}.format`]: 'yyyy-MM-dd',
          [`projection.${table.day}.range`]: `${this.archiveStart},NOW+1DAY`,
          'storage.location.template': this.bucket.s3UrlForObject(template),
        },
        partitionKeys: glueColumns(table.partitions),
        storageDescriptor: {
          columns: glueColumns(table.keys.filter(({ name }) => !table.partitions.some((key) => key.name === name))),
          location: this.bucket.s3UrlForObject(root),
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          // It fails on a malformed line; the other JSON SerDe may read one as a row of nulls.
          serdeInfo: { serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' },
        },
      },
    });
  }

  private createView(): void {
    new CfnTable(this, 'Sessions', {
      catalogId: Stack.of(this).account,
      databaseName: this.database.ref,
      tableInput: {
        name: 'sessions',
        description: SESSIONS_DESCRIPTION,
        tableType: 'VIRTUAL_VIEW',
        // Trino refuses a view that belongs to nobody. Any name will do: in Athena rights come from whoever runs the query.
        owner: this.databaseName,
        parameters: { presto_view: 'true', comment: 'Presto View' },
        viewOriginalText: prestoView(this.databaseName),
        viewExpandedText: '/* Presto View */',
        // Nothing lies behind a view, but without a named SerDe its columns cannot be read from the catalog.
        storageDescriptor: { columns: glueColumns(SESSIONS_COLUMNS), serdeInfo: { name: 'view' } },
      },
    });
  }

  private validDatabaseName(name: string): string {
    if (Token.isUnresolved(name) || !/^[a-z0-9_]{1,255}$/.test(name)) {
      throw new Error(
        `${this.node.path}: databaseName must be a literal of lower-case letters, digits and underscores, got '${name}'`,
      );
    }
    return name;
  }

  private validDay(day: string): string {
    const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : NaN;
    if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) {
      throw new Error(`${this.node.path}: archiveStart must be a day as yyyy-MM-dd, got '${day}'`);
    }
    return day;
  }

  private validValues(prop: string, values: string[] | undefined, form: RegExp): string[] | undefined {
    if (values?.length === 0) throw new Error(`${this.node.path}: ${prop} must not be empty`);
    const bad = values?.find((value) => !Token.isUnresolved(value) && !form.test(value));
    if (bad !== undefined)
      throw new Error(`${this.node.path}: ${prop} holds '${bad}', which is not of the form ${form.source}`);
    return values;
  }
}

/** A table over lines of JSON that lie under `account_id=/region=/<day>=`. */
interface TableOfLines {
  readonly name: string;
  readonly description: string;
  readonly keys: readonly Column[];
  readonly partitions: readonly Column[];
  readonly day: string;
  readonly prefix: typeof sessionsPrefix;
}

function enumProjection(column: string, values: string[]): Record<string, string> {
  return { [`projection.${column}.type`]: 'enum', [`projection.${column}.values`]: values.join(',') };
}

function glueColumns(columns: readonly Column[]): CfnTable.ColumnProperty[] {
  return columns.map(({ name, type, description }) => ({ name, type, comment: description }));
}
