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
import { isDay } from '../common/day';
import { holdsListToken, listTokenProblems, rejectProblems } from '../common/validation';
import { createTrailTable, trailOf, type Trail } from './trail-table';
import { VisibleScopes } from './visible-scopes';

/**
 * Session Manager appeared in September 2018, so no session can have started before. Queries thus see everything in the
 * archive. With a later day, queries would not see an older session that is still open.
 */
const FIRST_DAY_OF_SESSION_MANAGER = '2018-09-01';

/**
 * No snapshot is older than the reporter, whose first release was late in 2026. This is a literal, so that it never
 * moves. The ledger has a first day of its own, because a query of the ledger would otherwise list eight years without
 * snapshots.
 */
const FIRST_DAY_OF_LEDGER = '2026-01-01';

/**
 * A workgroup's name has at most 128 characters. The curation's workgroup is named after the database, with a suffix.
 */
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
   * More accounts that queries see. They always see the stack's account and `writerAccounts`. Queries do not see
   * records of other accounts.
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
   * Regions that queries see. Queries do not see records of other Regions.
   *
   * @default - the Regions of the app's reporters; with `allRegions` every Region that the CDK knows in the partition;
   * without a reporter, the Region of the stack
   */
  readonly regions?: string[];

  /**
   * First day that queries see, `yyyy-MM-dd`. It is a fixed day, so that a later deployment never hides old records.
   *
   * @default - '2018-09-01', the month in which Session Manager appeared; for the ledger '2026-01-01'
   */
  readonly archiveStart?: string;

  /**
   * The trail whose Session Manager events queries also see.
   *
   * @default - none
   */
  readonly cloudTrail?: CloudTrailProps;
}

/**
 * The archive as tables: a Glue database with the tables `history_records`, `active_records` and `manifests` over the
 * objects of the archive, and views. `sessions` has one row per session, `snapshots` is the ledger,
 * `ocsf_authentication` has the sessions as events for a SIEM, and `alibaba_connections` has the connections of Alibaba
 * Cloud's sessions.
 */
export class SessionCatalog extends Construct {
  /** Name of the Glue database. */
  public readonly databaseName: string;

  /** First day of the ledger that queries see, `yyyy-MM-dd`. */
  public readonly firstSnapshotDay: string;

  /** The accounts and Regions that queries see. */
  public readonly visible: Visible;

  /** The trail that the curation reads. Undefined without a trail. */
  public readonly trail?: Trail;

  constructor(scope: Construct, id: string, props: SessionCatalogProps) {
    super(scope, id);
    rejectProblems(this, catalogProblems(props));

    this.databaseName = props.databaseName ?? DEFAULT_DATABASE_NAME;
    rejectTwins(this, this.databaseName);
    const firstDay = props.archiveStart ?? FIRST_DAY_OF_SESSION_MANAGER;
    const archive: IConstruct = scope;
    this.visible = new VisibleScopes(this, 'Scopes', { ...props, archive, firstDay });
    const database = { name: this.databaseName, ref: this.createDatabase().ref };
    this.firstSnapshotDay = props.archiveStart ?? FIRST_DAY_OF_LEDGER;
    const createTable = (id: string, table: TableOfLines) => {
      createLineTable(this, id, database, props.bucket, this.visible, table);
    };
    createTable('HistoryRecords', {
      name: HISTORY_TABLE,
      description:
        'Every record of History and of look-ups, also of incomplete snapshots: an ended session as one snapshot saw it',
      keys: RECORD_KEYS,
      partitions: HISTORY_PARTITIONS,
      firstDay,
      prefix: HISTORY_PREFIX,
    });
    createTable('ActiveRecords', {
      name: ACTIVE_TABLE,
      description: 'Every record of Active, also of incomplete snapshots: the sessions that were open at each snapshot',
      keys: ACTIVE_RECORD_KEYS,
      partitions: SNAPSHOT_PARTITIONS,
      firstDay: this.firstSnapshotDay,
      prefix: ACTIVE_PREFIX,
    });
    createTable('Manifests', {
      name: MANIFESTS_TABLE,
      description: 'The ledger as the runs wrote it: one manifest for each complete snapshot',
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
        // In an account that uses Lake Formation by default, nobody could otherwise read the tables, even with
        // grantRead.
        createTableDefaultPermissions: [
          { permissions: ['ALL'], principal: { dataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' } },
        ],
      },
    });
  }
}

/** One message for each problem with the props. Does not check items that are known only at deployment. */
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
    return [
      'databaseName is a token, known only at deployment: give a literal, because the views contain the name in base64',
    ];
  }
  if (name.length > MOST_CHARACTERS)
    return [
      `databaseName is "${name}", ${name.length} characters: give at most ${MOST_CHARACTERS}, because two workgroups are named after it`,
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
