// The rights of the state machine: it may query as people do, and it may write two tables and two views.
import { PhysicalName, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../common/acknowledge';
import { grantOnPrefixes, READ_KEY, READ_OBJECTS, WRITE_KEY } from '../archive/grants';
import { CURATED_SESSIONS } from '../catalog/session-rows';
import { SESSIONS_VIEW } from '../catalog/views/sessions-view';
import { CURATED_EVENTS, TRAIL_DAYS } from '../catalog/session-events';
import { CURATED_SNAPSHOTS, SNAPSHOTS_VIEW } from '../catalog/views/snapshots-view';
import type { Trail } from '../catalog/trail-table';
import { ARCHIVE_PREFIXES } from '../contract';

export interface RoleProps {
  /** The archive's bucket. `archiveKey` is its key. */
  readonly archive: IBucket;
  readonly archiveKey?: IKey;
  /** The bucket of the curated tables and the query results. `curatedKey` is its key: the archive's, or none. */
  readonly curated: IBucket;
  readonly curatedKey?: IKey;
  readonly databaseName: string;
  readonly workGroupNames: readonly string[];
  /** The trail that the curation reads, if there is one. */
  readonly trail?: Trail;
}

const READ_DEFINITIONS = [
  'glue:GetDatabase',
  'glue:GetTable',
  'glue:GetTables',
  'glue:GetPartition',
  'glue:GetPartitions',
];

/**
 * Athena uses the rights of the principal that runs a query to access the data and the definitions of the tables. So
 * this role needs them.
 */
export function createCurationRole(scope: Construct, props: RoleProps): iam.Role {
  const role = createMachineRole(scope, 'Curation of the session archive: makes Parquet tables from its records');
  grantOnPrefixes(
    props.archive,
    role,
    ARCHIVE_PREFIXES,
    READ_OBJECTS,
    'The curation reads all records, and their keys are not known beforehand; the wildcard is below the prefixes of the archive.',
  );
  const allow = (actions: string[], ...resources: string[]) => {
    role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
  };
  const location = { actions: ['s3:GetBucketLocation'], resourceArns: [props.archive.bucketArn] };
  iam.Grant.addToPrincipalOrResource({ grantee: role, resource: props.archive, ...location });
  allow(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], props.curated.bucketArn);
  const objects = props.curated.arnForObjects('*');
  allow(
    ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    objects,
  );
  acknowledgeWildcards(
    role,
    [objects],
    'Athena names the files of the curated tables and the query results; their bucket contains nothing else.',
  );
  props.archiveKey?.grant(role, ...(props.curatedKey ? WRITE_KEY : READ_KEY));
  const tables = [CURATED_SESSIONS, CURATED_SNAPSHOTS, ...(props.trail ? [CURATED_EVENTS, TRAIL_DAYS] : [])];
  allowDefinitions(role, props.databaseName, tables, allow);
  allowQueries(role, props.workGroupNames, allow);
  if (props.trail) allowTrail(role, props.trail);
  return role;
}

/** Allows reading only the log files of the trail, because its bucket may also contain logs of other services. */
function allowTrail(role: iam.Role, { bucket, prefix, encryptionKey }: Trail): void {
  const reason = 'The accounts in the trail are not known beforehand; the wildcards only match its log files.';
  grantOnPrefixes(bucket, role, [`${prefix}*/CloudTrail/`], READ_OBJECTS, reason);
  const location = { actions: ['s3:GetBucketLocation'], resourceArns: [bucket.bucketArn] };
  iam.Grant.addToPrincipalOrResource({ grantee: role, resource: bucket, ...location });
  encryptionKey?.grant(role, ...READ_KEY);
}

/** A role without rights, which state machines of this account and Region can assume. */
export function createMachineRole(scope: Construct, description: string): iam.Role {
  const stack = Stack.of(scope);
  return new iam.Role(scope, 'Role', {
    description,
    // The policies of a bucket and a key in another account's stack contain the role's name.
    roleName: PhysicalName.GENERATE_IF_NEEDED,
    assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'states', resource: 'stateMachine:*' }) },
      },
    }),
  });
}

/** Adds a separate policy, because the state machine is created after its role and the role's default policy. */
export function allowListingExecutions(stateMachine: sfn.StateMachine, ...more: iam.PolicyStatement[]): void {
  new iam.Policy(stateMachine, 'ListExecutions', {
    statements: [
      new iam.PolicyStatement({ actions: ['states:ListExecutions'], resources: [stateMachine.stateMachineArn] }),
      ...more,
    ],
    roles: [stateMachine.role],
  });
}

/** Creates the role with which a schedule, or a rule about deployments, starts a state machine. */
export function createStarterRole(
  scope: Construct,
  stateMachine: sfn.StateMachine,
  description: string,
  services: readonly string[],
): iam.Role {
  const stack = Stack.of(scope);
  // A schedule or rule of another account must not be able to use this role.
  const conditions = { StringEquals: { 'aws:SourceAccount': stack.account } };
  return new iam.Role(scope, 'StarterRole', {
    description,
    assumedBy: new iam.CompositePrincipal(
      ...services.map((service) => new iam.ServicePrincipal(service, { conditions })),
    ),
    inlinePolicies: {
      Start: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] }),
        ],
      }),
    },
  });
}

export type Allow = (actions: string[], ...resources: string[]) => void;

function allowDefinitions(role: iam.Role, databaseName: string, tables: readonly string[], allow: Allow): void {
  const { catalog, database, table } = definitionsOf(role, databaseName);
  const own = tables.map(table);
  const views = [SESSIONS_VIEW, SNAPSHOTS_VIEW].map(({ name }) => table(name));
  allowReadingDefinitions(role, databaseName, allow);
  allow(['glue:CreateTable', 'glue:DeleteTable'], catalog, database, ...own);
  allow(['glue:UpdateTable'], catalog, database, ...own, ...views);
}

/** ARNs in the Glue catalog. */
export function definitionsOf(scope: Construct, databaseName: string) {
  const glue = (resource: string) => Stack.of(scope).formatArn({ service: 'glue', resource });
  return {
    catalog: glue('catalog'),
    database: glue(`database/${databaseName}`),
    table: (name: string) => glue(`table/${databaseName}/${name}`),
  };
}

export function allowReadingDefinitions(role: iam.Role, databaseName: string, allow: Allow): void {
  const { catalog, database, table } = definitionsOf(role, databaseName);
  const everyTable = table('*');
  allow(READ_DEFINITIONS, catalog, database, everyTable);
  acknowledgeWildcards(role, [everyTable], 'Only the tables of the one database that the archive created.');
}

export function allowQueries(role: iam.Role, workGroupNames: readonly string[], allow: Allow): void {
  const athena = (resource: string) => Stack.of(role).formatArn({ service: 'athena', resource });
  allow(
    ['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults'],
    ...workGroupNames.map((name) => athena(`workgroup/${name}`)),
  );
  allow(['athena:GetDataCatalog'], athena('datacatalog/AwsDataCatalog'));
}
