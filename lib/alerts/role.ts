// The rights of an alert: it may query as people do, write one table, publish to one topic, and send events to the
// default bus.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../common/acknowledge';
import { grantOnPrefixes, READ_KEY, READ_OBJECTS, WRITE_KEY } from '../archive/grants';
import { ARCHIVE_PREFIXES } from '../contract';
import { TABLES_PREFIX } from '../curation/bucket';
import {
  allowListingExecutions,
  allowQueries,
  allowReadingDefinitions,
  createMachineRole,
  definitionsOf,
} from '../curation/role';
import { RESULT_BUCKET, RESULT_OBJECTS, resultsPrefix, type QueryAccess } from '../queries/query-access';
import { isInOtherRegion } from '../common/region-problems';
import { EVENT_SOURCE } from './definition';

export interface AlertRoleProps {
  readonly archive: IBucket;
  readonly archiveKey?: IKey;
  readonly access: QueryAccess;
  readonly topic: sns.ITopic;
  /** Name of the table of reported rows. `tablePrefix` is the prefix of its files in the curated bucket. */
  readonly table: string;
  readonly tablePrefix: string;
}

/**
 * Athena uses the rights of the principal that runs a query to access data and definitions. So this role needs them.
 */
export function createAlertRole(scope: Construct, props: AlertRoleProps): iam.Role {
  const { archive, archiveKey, topic, access } = props;
  const role = createMachineRole(scope, 'Alert of the session archive: asks one question and notifies one topic');
  const allow = (actions: readonly string[], ...resources: string[]) => {
    role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources }));
  };
  const records =
    'The question reads all records, and their keys are not known beforehand; the wildcard is below the prefixes of the archive.';
  grantOnPrefixes(archive, role, ARCHIVE_PREFIXES, READ_OBJECTS, records);
  const location = { actions: ['s3:GetBucketLocation'], resourceArns: [archive.bucketArn] };
  iam.Grant.addToPrincipalOrResource({ grantee: role, resource: archive, ...location });
  allowTables(role, props, allow);
  allowResults(role, access, allow);
  // The table of reported rows is encrypted like the curated tables: with the archive's key, unless this key is in
  // another Region.
  archiveKey?.grant(role, ...(isInOtherRegion(scope, archiveKey) ? READ_KEY : WRITE_KEY));
  allowQueries(role, [access.databaseName], allow);
  iam.Grant.addToPrincipalOrResource({
    grantee: role,
    resource: topic,
    actions: ['sns:Publish'],
    resourceArns: [topic.topicArn],
  });
  topic.masterKey?.grant(role, ...WRITE_KEY);
  allowEvents(role);
  return role;
}

/** Allows an execution to see whether an earlier one is running, and how far an execution got that died. */
export function allowLookingBack(stateMachine: sfn.StateMachine): void {
  const executions = Stack.of(stateMachine).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${stateMachine.stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  allowListingExecutions(
    stateMachine,
    new iam.PolicyStatement({ actions: ['states:GetExecutionHistory'], resources: [executions] }),
  );
  acknowledgeWildcards(
    stateMachine,
    [executions],
    'Only the executions of this one state machine; their names are not known beforehand.',
  );
}

type Allow = (actions: readonly string[], ...resources: string[]) => void;

function allowTables(role: iam.Role, { access, table, tablePrefix }: AlertRoleProps, allow: Allow): void {
  const { curated, databaseName } = access;
  const names = 'Athena names the files of the curated tables; the wildcard is below their prefix.';
  grantOnPrefixes(curated, role, [TABLES_PREFIX], READ_OBJECTS, names);
  allow(['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], curated.bucketArn);
  const files = curated.arnForObjects(`${tablePrefix}*`);
  allow(['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], files);
  acknowledgeWildcards(role, [files], 'Athena names the files of the one table that the alert writes.');
  allowReadingDefinitions(role, databaseName, allow);
  const { catalog, database, table: named } = definitionsOf(role, databaseName);
  allow(['glue:CreateTable', 'glue:UpdateTable'], catalog, database, named(table));
}

function allowResults(role: iam.Role, { results, resultsKey, databaseName }: QueryAccess, allow: Allow): void {
  const names = 'Athena chooses the keys of results; the wildcard is below the prefix of one workgroup.';
  grantOnPrefixes(results, role, [resultsPrefix(databaseName)], RESULT_OBJECTS, names);
  allow(RESULT_BUCKET, results.bucketArn);
  resultsKey?.grant(role, ...WRITE_KEY);
}

/** Allows only events with the alert's own source. */
function allowEvents(role: iam.Role): void {
  const bus = Stack.of(role).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [bus],
      // One request may contain several events, each with its own source.
      conditions: {
        'ForAllValues:StringEquals': { 'events:source': EVENT_SOURCE },
        Null: { 'events:source': 'false' },
      },
    }),
  );
}
