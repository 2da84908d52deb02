import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { rejectTwins } from './catalog-twins';
import {
  MANIFEST_KEYS,
  MANIFEST_PARTITIONS,
  manifestsPrefix,
  RECORD_KEYS,
  RECORD_PARTITIONS,
  REGION_NAME,
  sessionsPrefix,
  type Column,
} from '../contract';
import { holdsListToken, isDay, listTokenProblems, rejectProblems } from '../validation';
import { prestoView, RECORDS_TABLE, SESSIONS_COLUMNS } from './sessions-view';
import { VisibleScopes } from './visible-scopes';

/**
 * Session Manager appeared in September 2018, so no session can have started before: whatever the archive holds is within reach
 * of a query. A later start would be silent about an older session that is still open.
 */
const FIRST_DAY_OF_SESSION_MANAGER = '2018-09-01';

/**
 * No snapshot is older than the reporter, whose first release was late in 2026. A literal, so that it never moves; the ledger is a table
 * of its own because a question to it would otherwise list eight years in which there was nothing.
 */
const FIRST_DAY_OF_LEDGER = '2026-01-01';

/** Of the database and of what is named after it. */
const DEFAULT_DATABASE_NAME = 'session_archive';

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
   * Accounts that queries can see beside that of the stack and `writerAccounts`. Records of any other stay invisible.
   *
   * @default - none
   */
  readonly accounts?: string[];

  /**
   * Accounts that write to the archive.
   *
   * @default - none
   */
  readonly writerAccounts?: string[];

  /**
   * Regions that queries can see. Records of any other Region stay invisible.
   *
   * @default - the Regions of the reporters of the app; with `allRegions` every one that the CDK knows in the partition; without
   * a reporter, the Region of the stack
   */
  readonly regions?: string[];

  /**
   * First day that queries can see, `yyyy-MM-dd`. Fixed, so that a later deployment never hides old records.
   *
   * @default '2018-09-01', the month in which Session Manager appeared; of the ledger '2026-01-01'
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
  private readonly scopes: VisibleScopes;

  constructor(scope: Construct, id: string, props: SessionCatalogProps) {
    super(scope, id);
    rejectProblems(this, catalogProblems(props));

    this.bucket = props.bucket;
    this.databaseName = props.databaseName ?? DEFAULT_DATABASE_NAME;
    rejectTwins(this, this.databaseName);
    const firstDay = props.archiveStart ?? FIRST_DAY_OF_SESSION_MANAGER;
    const archive: IConstruct = scope;
    this.scopes = new VisibleScopes(this, 'Scopes', { ...props, archive, firstDay });
    this.database = this.createDatabase();
    this.createTable('SessionRecords', {
      name: RECORDS_TABLE,
      description: 'Every record of every snapshot, complete or not: one session as one snapshot saw it',
      keys: RECORD_KEYS,
      partitions: RECORD_PARTITIONS,
      day: 'start_date',
      firstDay,
      prefix: sessionsPrefix,
    });
    this.createTable('Snapshots', {
      name: 'snapshots',
      description: 'The ledger: one manifest for each complete snapshot',
      keys: MANIFEST_KEYS,
      partitions: MANIFEST_PARTITIONS,
      day: 'snapshot_date',
      firstDay: props.archiveStart ?? FIRST_DAY_OF_LEDGER,
      prefix: manifestsPrefix,
    });
    this.createView();
  }

  private createDatabase(): CfnDatabase {
    return new CfnDatabase(this, idOf('Database', this.databaseName), {
      catalogId: Stack.of(this).account,
      databaseInput: {
        name: this.databaseName,
        description: 'Sessions of AWS Session Manager, archived from SSM DescribeSessions',
        // Where Lake Formation decides by default, it would let nobody read the tables, whatever grantRead says.
        createTableDefaultPermissions: [
          { permissions: ['ALL'], principal: { dataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' } },
        ],
      },
    });
  }

  private createTable(id: string, table: TableOfLines): void {
    const template = `${table.prefix({ accountId: '${account_id}', region: '${region}' })}${table.day}=\${${table.day}}/`;
    const root = template.slice(0, template.indexOf('account_id='));
    new CfnTable(this, idOf(id, this.databaseName), {
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
          ...enumProjection('account_id', this.scopes.accounts),
          ...enumProjection('region', this.scopes.regions),
          [`projection.${table.day}.type`]: 'date',
          [`projection.${table.day}.format`]: 'yyyy-MM-dd',
          [`projection.${table.day}.range`]: `${table.firstDay},NOW+1DAY`,
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
    new CfnTable(this, idOf('Sessions', this.databaseName), {
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
  /** `yyyy-MM-dd`. */
  readonly firstDay: string;
  readonly prefix: typeof sessionsPrefix;
}

/**
 * The construct id of what bears the database's name or belongs to it. Neither Glue nor Athena can rename: with a new name comes a new
 * logical id, so that CloudFormation makes new ones and then removes the old.
 */
export function idOf(id: string, databaseName: string): string {
  return databaseName === DEFAULT_DATABASE_NAME ? id : `${id}-${databaseName}`;
}

function enumProjection(column: string, values: string): Record<string, string> {
  return { [`projection.${column}.type`]: 'enum', [`projection.${column}.values`]: values };
}

function glueColumns(columns: readonly Column[]): CfnTable.ColumnProperty[] {
  return columns.map(({ name, type, description }) => ({ name, type, comment: description }));
}

/** What is wrong with the props, one text each; items known only at deployment are not looked at. */
function catalogProblems({ databaseName, archiveStart, accounts, regions }: SessionCatalogProps): string[] {
  return [
    ...listProblems('accounts', accounts, /^\d{12}$/, 'the number of an account, twelve digits'),
    ...listProblems('regions', regions, REGION_NAME, 'the name of a Region such as eu-west-1'),
    ...nameProblems(databaseName),
    ...(archiveStart === undefined || isDay(archiveStart)
      ? []
      : [`archiveStart is "${archiveStart}": give a day as yyyy-MM-dd`]),
  ];
}

function nameProblems(name: string | undefined): string[] {
  if (name === undefined) return [];
  if (Token.isUnresolved(name)) {
    return ['databaseName is a token, known only at deployment: give a literal, the view holds the name encoded'];
  }
  if (name.length > 128)
    return [`databaseName is "${name}", ${name.length} characters: a workgroup's name has 128 at most`];
  return /^[a-z0-9_]+$/.test(name)
    ? []
    : [`databaseName is "${name}": give one or more lower-case letters, digits and underscores, or leave it out`];
}

function listProblems(prop: string, values: string[] | undefined, form: RegExp, expected: string): string[] {
  if (values === undefined || holdsListToken(values)) return listTokenProblems({ [prop]: values });
  if (values.length === 0) return [`${prop} is empty: list at least one, or leave it out`];
  return values
    .filter((value) => !Token.isUnresolved(value) && !form.test(value))
    .map((value) => `${prop} contains "${value}", which is not ${expected}`);
}
