import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Lazy, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  ALL_REGIONS,
  MANIFEST_KEYS,
  MANIFEST_PARTITIONS,
  manifestsPrefix,
  RECORD_KEYS,
  RECORD_PARTITIONS,
  REGION_NAME,
  sessionsPrefix,
  type Column,
} from '../contract';
import { acknowledgeGrant } from '../archive/grants';
import { regionsAround } from './partition-regions';
import { rejectProblems } from '../validation';
import { prestoView, RECORDS_TABLE, SESSIONS_COLUMNS } from './sessions-view';

/**
 * Session Manager appeared in September 2018, so no session can have started before: whatever the archive holds is within reach
 * of a query. A later start would be silent about an older session that is still open.
 */
const FIRST_DAY_OF_SESSION_MANAGER = '2018-09-01';

/** What Athena, its console and its drivers ask Glue for in the name of whoever asks. */
const READ_DEFINITIONS = [
  'glue:GetDatabase',
  'glue:GetDatabases',
  'glue:GetTable',
  'glue:GetTables',
  'glue:GetPartition',
  'glue:GetPartitions',
  'glue:BatchGetPartition',
];

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
   * @default - the Regions of the reporters in the same stack; with `allRegions` every one that the CDK knows in the partition; without
   * a reporter, the Region of the stack
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
  private readonly archiveStart: string;
  private readonly accounts: string[];
  private readonly regions?: string[];
  private readonly reportedRegions = new Set<string>();

  constructor(scope: Construct, id: string, props: SessionCatalogProps) {
    super(scope, id);
    rejectProblems(this, catalogProblems(props));

    this.bucket = props.bucket;
    this.databaseName = props.databaseName ?? 'session_archive';
    this.archiveStart = props.archiveStart ?? FIRST_DAY_OF_SESSION_MANAGER;
    this.accounts = props.accounts ?? [Stack.of(this).account];
    this.regions = props.regions;
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

  /**
   * Tells which Regions a reporter in the stack archives. Throws if `regions` is given and lacks one, which would go unseen; of one that
   * archives them all, `regions` is the choice.
   */
  public expectRegions(regions: string[]): void {
    for (const region of regions) this.reportedRegions.add(region);
    if (!this.regions || Token.isUnresolved(this.regions.join())) return;
    const known = [...this.regions, ALL_REGIONS];
    const unseen = regions.filter((region) => !Token.isUnresolved(region) && !known.includes(region));
    rejectProblems(
      this,
      unseen.map((region) => `regions lacks "${region}", which a reporter archives: queries would not see it`),
    );
  }

  /** Lets `grantee` read the definitions of the database, its tables and its view. */
  public grantRead(grantee: IGrantable): Grant {
    const arn = (resource: string, resourceName?: string) =>
      Stack.of(this).formatArn({ service: 'glue', resource, resourceName });
    const tables = arn('table', `${this.databaseName}/*`);
    acknowledgeGrant(grantee, [tables], 'All tables of one database, which is that of the archive.');
    const resourceArns = [arn('catalog'), arn('database', this.databaseName), tables];
    return Grant.addToPrincipal({ grantee, actions: READ_DEFINITIONS, resourceArns });
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
          ...enumProjection('account_id', this.accounts.join(',')),
          ...enumProjection('region', Lazy.string({ produce: () => this.visibleRegions().join(',') })),
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

  /** Never the Region of the stack beside those of its reporters: it may be one of them, and would be read twice. */
  private visibleRegions(): string[] {
    if (!this.regions && this.reportedRegions.has(ALL_REGIONS)) return regionsAround(Stack.of(this).region);
    return this.regions ?? (this.reportedRegions.size > 0 ? [...this.reportedRegions] : [Stack.of(this).region]);
  }

  private createView(): void {
    new CfnTable(this, 'Sessions', {
      catalogId: Stack.of(this).account,
      databaseName: this.database.ref,
      tableInput: {
        // Without a description: Trino would take it for the comment below, and then not find the view. The view holds its own.
        name: 'sessions',
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

function enumProjection(column: string, values: string): Record<string, string> {
  return { [`projection.${column}.type`]: 'enum', [`projection.${column}.values`]: values };
}

function glueColumns(columns: readonly Column[]): CfnTable.ColumnProperty[] {
  return columns.map(({ name, type, description }) => ({ name, type, comment: description }));
}

/** What is wrong with the props, one text each; items known only at deployment are not looked at. */
function catalogProblems({ databaseName = '', archiveStart, accounts, regions }: SessionCatalogProps): string[] {
  const problems = [
    ...listProblems('accounts', accounts, /^\d{12}$/, 'the number of an account, twelve digits'),
    ...listProblems('regions', regions, REGION_NAME, 'the name of a Region such as eu-west-1'),
  ];
  if (Token.isUnresolved(databaseName) || !/^[a-z0-9_]{0,255}$/.test(databaseName)) {
    problems.push(
      `databaseName is "${databaseName}": give a literal of lower-case letters, digits and underscores, the view holds it encoded`,
    );
  }
  if (archiveStart !== undefined && !isDay(archiveStart)) {
    problems.push(`archiveStart is "${archiveStart}": give a day as yyyy-MM-dd`);
  }
  return problems;
}

function listProblems(prop: string, values: string[] | undefined, form: RegExp, expected: string): string[] {
  if (values === undefined) return [];
  if (values.length === 0) return [`${prop} is empty: no query would see anything`];
  return values
    .filter((value) => !Token.isUnresolved(value) && !form.test(value))
    .map((value) => `${prop} contains "${value}", which is not ${expected}`);
}

function isDay(text: string): boolean {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
