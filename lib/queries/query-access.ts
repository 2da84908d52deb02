import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { acknowledgeGrant, grantOnPrefixes, isForeign, nameOf, READ_OBJECTS, WRITE_KEY } from '../archive/grants';
import { TABLES_PREFIX } from '../curation/bucket';

/**
 * Where the queries of an archive run: the database and the workgroup of the same name, in the account and Region of
 * the stack.
 */
export interface QueryAccess {
  /** Name of the Glue database, of the Athena workgroup, and of the results' prefix. */
  readonly databaseName: string;
  /** The bucket of the query results. */
  readonly results: IBucket;
  /** The bucket of the curated tables. If it has a key, this is the archive's key. */
  readonly curated: IBucket;
  /**
   * The key that encrypts the results. Undefined if S3 manages the encryption, or if the bucket's default encryption
   * applies.
   */
  readonly resultsKey?: IKey;
}

/** What Athena, its console and its drivers request from Glue with the rights of the principal that runs a query. */
const READ_DEFINITIONS = [
  'glue:GetDatabase',
  'glue:GetDatabases',
  'glue:GetTable',
  'glue:GetTables',
  'glue:GetPartition',
  'glue:GetPartitions',
  'glue:BatchGetPartition',
];

/** What Athena does with the results of a query, with the rights of the principal that runs the query. */
export const RESULT_OBJECTS = [
  's3:GetObject',
  's3:PutObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];
export const RESULT_BUCKET = ['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'];

const ASK = [
  'athena:GetWorkGroup',
  'athena:StartQueryExecution',
  'athena:StopQueryExecution',
  'athena:GetQueryExecution',
  'athena:BatchGetQueryExecution',
  'athena:ListQueryExecutions',
  'athena:GetQueryResults',
  'athena:GetQueryResultsStream',
  'athena:GetNamedQuery',
  'athena:BatchGetNamedQuery',
  'athena:ListNamedQueries',
];

/**
 * What the console and the drivers list before a query runs. AWS's managed policies also allow these actions on all
 * resources.
 */
const BROWSE = [
  'athena:ListWorkGroups',
  'athena:ListEngineVersions',
  'athena:ListDataCatalogs',
  'athena:GetDataCatalog',
  'athena:ListDatabases',
  'athena:GetDatabase',
  'athena:ListTableMetadata',
  'athena:GetTableMetadata',
];

/** The prefix of the query results in their bucket. */
export function resultsPrefix(databaseName: string): string {
  return `${databaseName}/`;
}

/**
 * Adds to the grant of an archive's objects the rights that queries need: read the catalog's definitions, run queries,
 * and read their results, in the console and through a driver. A principal whose policies this app cannot change gets
 * none of these rights, and a warning says so.
 */
export function grantQueries(
  archive: IConstruct & { readonly bucket: IBucket },
  access: QueryAccess,
  grantee: iam.IGrantable,
  reading: iam.Grant,
): iam.Grant {
  const { databaseName, results, resultsKey, curated } = access;
  const arn = (service: string, resource: string, resourceName?: string) =>
    Stack.of(archive).formatArn({ service, resource, resourceName });
  const allow = (actions: string[], ...resourceArns: string[]) =>
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns });

  const tables = arn('glue', 'table', `${databaseName}/*`);

  // The policies of bucket and key can give rights to a principal of another account. Only the principal's own policies
  // can give rights on Glue and Athena.
  const definitions = isForeign(archive, grantee)
    ? iam.Grant.drop(grantee, 'of another account')
    : allow(READ_DEFINITIONS, arn('glue', 'catalog'), arn('glue', 'database', databaseName), tables);
  if (!definitions.success) {
    Annotations.of(archive).addWarningV2(
      'cdk-ssm-session-archive:cannotGrantQueries',
      `grantRead of ${nameOf(grantee)} lets it get, list and decrypt the archive's objects, through the policies of bucket ` +
        'and key; its own policies have to allow the same. It does not allow queries, because the Glue database, the Athena workgroup and the query ' +
        "results need rights in the policies of a principal of the archive's account.",
    );
    return reading;
  }
  acknowledgeGrant(grantee, [tables], 'All tables of one database, the one of the archive.');
  const listing = 'Athena lists workgroups and catalogs as a whole; these actions read names and settings, no data.';
  acknowledgeGrant(grantee, ['*'], listing);
  const keys = 'Athena chooses the keys of results; the wildcard is below the prefix of one workgroup.';
  const files = 'Athena names the files of the curated tables; the wildcard is below their prefix.';
  return [
    definitions,
    allow(['s3:GetBucketLocation'], archive.bucket.bucketArn),
    allow(ASK, arn('athena', 'workgroup', databaseName)),
    allow(BROWSE, '*'),
    grantOnPrefixes(results, grantee, [resultsPrefix(databaseName)], RESULT_OBJECTS, keys),
    allow(RESULT_BUCKET, results.bucketArn),
    grantOnPrefixes(curated, grantee, [TABLES_PREFIX], READ_OBJECTS, files),
    allow(['s3:GetBucketLocation'], curated.bucketArn),
    ...(resultsKey ? [resultsKey.grant(grantee, ...WRITE_KEY)] : []),
  ].reduce((all, grant) => all.combine(grant), reading);
}
