import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { CloudTrailProps } from '../archive/cloud-trail-props';
import { rejectTwins } from './catalog-twins';
import {
  ACCOUNT_ID,
  ACTIVE_PREFIX,
  ACTIVE_RECORD_KEYS,
  ANY_REGION_NAME,
  HISTORY_PARTITIONS,
  HISTORY_PREFIX,
  MANIFEST_KEYS,
  MANIFESTS_PREFIX,
  RECORD_KEYS,
  SNAPSHOT_PARTITIONS,
} from '../contract';
import { ALIBABA_CONNECTIONS_VIEW } from './views/alibaba-connections-view';
import { createLineTable, DEFAULT_DATABASE_NAME, idOf, type TableOfLines, type Visible } from './line-table';
import { OCSF_VIEW } from './views/ocsf-view';
import { createView } from './views/presto-view';
import { SESSION_EVENTS_VIEW } from './views/session-events-view';
import { ACTIVE_TABLE, HISTORY_TABLE } from './session-rows';
import { SESSIONS_VIEW } from './views/sessions-view';
import { MANIFESTS_TABLE, SNAPSHOTS_VIEW } from './views/snapshots-view';
import { isDay } from '../day';
import { holdsListToken, listTokenProblems, rejectProblems } from '../validation';
import { createTrailTable, trailOf, type Trail } from './trail-table';
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

/** A workgroup's name has 128, and that of the curation adds to the database's. */
const MOST_CHARACTERS = 128 - '_curation'.length;

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

  /**
   * The trail whose events of Session Manager are asked about, too.
   *
   * @default - none
   */
  readonly cloudTrail?: CloudTrailProps;
}

/**
 * The archive as tables: a Glue database with `history_records`, `active_records` and `manifests` over what was written, and the views
 * `sessions`, one row per session, `snapshots`, the ledger, `ocsf_authentication`, the sessions as events for a SIEM, and
 * `alibaba_connections`, what sessions of Alibaba Cloud consist of.
 */
export class SessionCatalog extends Construct {
  /** Name of the Glue database. */
  public readonly databaseName: string;

  /** The Glue database. */
  public readonly database: CfnDatabase;

  /** First day of the ledger that queries see, `yyyy-MM-dd`. */
  public readonly firstSnapshotDay: string;

  /** What queries see. */
  public readonly visible: Visible;

  /** The trail that is read; undefined without one. */
  public readonly trail?: Trail;

  constructor(scope: Construct, id: string, props: SessionCatalogProps) {
    super(scope, id);
    rejectProblems(this, catalogProblems(props));

    this.databaseName = props.databaseName ?? DEFAULT_DATABASE_NAME;
    rejectTwins(this, this.databaseName);
    const firstDay = props.archiveStart ?? FIRST_DAY_OF_SESSION_MANAGER;
    const archive: IConstruct = scope;
    this.visible = new VisibleScopes(this, 'Scopes', { ...props, archive, firstDay });
    this.database = this.createDatabase();
    const database = { name: this.databaseName, ref: this.database.ref };
    this.firstSnapshotDay = props.archiveStart ?? FIRST_DAY_OF_LEDGER;
    const createTable = (id: string, table: TableOfLines) => {
      createLineTable(this, id, database, props.bucket, this.visible, table);
    };
    createTable('HistoryRecords', {
      name: HISTORY_TABLE,
      description:
        'Every record of History and of look-ups, of snapshots complete or not: an ended session as one snapshot saw it',
      keys: RECORD_KEYS,
      partitions: HISTORY_PARTITIONS,
      firstDay,
      prefix: HISTORY_PREFIX,
    });
    createTable('ActiveRecords', {
      name: ACTIVE_TABLE,
      description: 'Every record of Active, of snapshots complete or not: what was open at each snapshot',
      keys: ACTIVE_RECORD_KEYS,
      partitions: SNAPSHOT_PARTITIONS,
      firstDay: this.firstSnapshotDay,
      prefix: ACTIVE_PREFIX,
    });
    createTable('Manifests', {
      name: MANIFESTS_TABLE,
      description: 'The ledger as it was written: one manifest for each complete snapshot',
      keys: MANIFEST_KEYS,
      partitions: SNAPSHOT_PARTITIONS,
      firstDay: this.firstSnapshotDay,
      prefix: MANIFESTS_PREFIX,
    });
    createView(this, 'Sessions', database, SESSIONS_VIEW);
    createView(this, 'Snapshots', database, SNAPSHOTS_VIEW);
    createView(this, 'OcsfAuthentication', database, OCSF_VIEW);
    createView(this, 'AlibabaConnections', database, ALIBABA_CONNECTIONS_VIEW);
    if (!props.cloudTrail) return;
    this.trail = trailOf(props.cloudTrail, this.visible, this.firstSnapshotDay);
    createTrailTable(this, database, this.trail);
    createView(this, 'SessionEvents', database, SESSION_EVENTS_VIEW);
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
}

/** What is wrong with the props, one text each; items known only at deployment are not looked at. */
function catalogProblems({ databaseName, archiveStart, accounts, regions }: SessionCatalogProps): string[] {
  return [
    ...listProblems(
      'accounts',
      accounts,
      ACCOUNT_ID,
      'the number of an account: twelve digits, or sixteen of Alibaba Cloud',
    ),
    ...listProblems('regions', regions, ANY_REGION_NAME, 'the name of a Region such as eu-west-1'),
    ...nameProblems(databaseName),
    ...(archiveStart === undefined || isDay(archiveStart)
      ? []
      : [`archiveStart is "${archiveStart}": give a day as yyyy-MM-dd`]),
  ];
}

function nameProblems(name: string | undefined): string[] {
  if (name === undefined) return [];
  if (Token.isUnresolved(name)) {
    return ['databaseName is a token, known only at deployment: give a literal, the views hold the name encoded'];
  }
  if (name.length > MOST_CHARACTERS)
    return [
      `databaseName is "${name}", ${name.length} characters: give ${MOST_CHARACTERS} at most, two workgroups are named after it`,
    ];
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
