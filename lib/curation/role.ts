// What the state machine may do: ask as people ask, and keep two tables and two views.
import { PhysicalName, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge';
import { grantOnPrefixes, READ_KEY, READ_OBJECTS, WRITE_KEY } from '../archive/grants';
import { CURATED_SESSIONS } from '../catalog/session-rows';
import { SESSIONS_VIEW } from '../catalog/views/sessions-view';
import { CURATED_EVENTS, TRAIL_DAYS } from '../catalog/session-events';
import { CURATED_SNAPSHOTS, SNAPSHOTS_VIEW } from '../catalog/views/snapshots-view';
import type { Trail } from '../catalog/trail-table';
import { ARCHIVE_PREFIXES } from '../contract';

export interface RoleProps {
  /** The archive's bucket, and its key. */
  readonly archive: IBucket;
  readonly archiveKey?: IKey;
  /** Where the curated tables and the results lie; its key is the archive's, or none. */
  readonly curated: IBucket;
  readonly curatedKey?: IKey;
  readonly databaseName: string;
  readonly workGroupNames: readonly string[];
  /** The trail that is read, if there is one. */
  readonly trail?: Trail;
}

const READ_DEFINITIONS = [
  'glue:GetDatabase',
  'glue:GetTable',
  'glue:GetTables',
  'glue:GetPartition',
  'glue:GetPartitions',
];

/** What Athena does with the data and the definitions of the tables, it does with the rights of whoever asks. */
export function createCurationRole(scope: Construct, props: RoleProps): iam.Role {
  const role = createMachineRole(scope, 'Curation of the session archive: makes Parquet tables of its records');
  grantOnPrefixes(
    props.archive,
    role,
    ARCHIVE_PREFIXES,
    READ_OBJECTS,
    'All records are curated, whose keys are not known beforehand; the wildcard stays below the prefixes of the archive.',
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
    'Athena names the files of the curated tables; nothing else lies in their bucket.',
  );
  props.archiveKey?.grant(role, ...(props.curatedKey ? WRITE_KEY : READ_KEY));
  const tables = [CURATED_SESSIONS, CURATED_SNAPSHOTS, ...(props.trail ? [CURATED_EVENTS, TRAIL_DAYS] : [])];
  allowDefinitions(role, props.databaseName, tables, allow);
  allowQueries(role, props.workGroupNames, allow);
  if (props.trail) allowTrail(role, props.trail);
  return role;
}

/** The log files of the trail, and nothing else of its bucket, which may hold the logs of other services as well. */
function allowTrail(role: iam.Role, { bucket, prefix, encryptionKey }: Trail): void {
  const reason = 'Who has written to the trail is not known beforehand; the wildcards stay within its log files.';
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
    // The policies of a bucket and a key of another account's stack name it.
    roleName: PhysicalName.GENERATE_IF_NEEDED,
    assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'states', resource: 'stateMachine:*' }) },
      },
    }),
  });
}

/** A policy of its own: the state machine is created after its role and that role's own policy. */
export function allowListingExecutions(stateMachine: sfn.StateMachine, ...more: iam.PolicyStatement[]): void {
  new iam.Policy(stateMachine, 'ListExecutions', {
    statements: [
      new iam.PolicyStatement({ actions: ['states:ListExecutions'], resources: [stateMachine.stateMachineArn] }),
      ...more,
    ],
    roles: [stateMachine.role],
  });
}

/** Of what starts a state machine, such as its schedule, and a rule that follows deployments. */
export function createStarterRole(
  scope: Construct,
  stateMachine: sfn.StateMachine,
  description: string,
  services: readonly string[],
): iam.Role {
  const stack = Stack.of(scope);
  // Nothing of another account must be able to borrow this role.
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
  acknowledgeWildcards(role, [everyTable], 'The tables of one database, the one that the archive created.');
}

export function allowQueries(role: iam.Role, workGroupNames: readonly string[], allow: Allow): void {
  const athena = (resource: string) => Stack.of(role).formatArn({ service: 'athena', resource });
  allow(
    ['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution', 'athena:GetQueryResults'],
    ...workGroupNames.map((name) => athena(`workgroup/${name}`)),
  );
  allow(['athena:GetDataCatalog'], athena('datacatalog/AwsDataCatalog'));
}
