import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { acknowledgeGrant, grantOnPrefixes, isForeign, nameOf, READ_OBJECTS, WRITE_KEY } from '../archive/grants';
import { TABLES_PREFIX } from '../curation/bucket';

/** Where an archive is asked: the catalog and the workgroup of that name, in the account and Region of the stack. */
export interface Asking {
  /** Of the Glue database, of the Athena workgroup, and of the results' prefix. */
  readonly databaseName: string;
  /** Where the results of queries lie. */
  readonly results: IBucket;
  /** Where the curated tables lie, encrypted with the archive's key if they have one. */
  readonly curated: IBucket;
  /** What encrypts the results; undefined if S3 manages that, or the bucket's own default says. */
  readonly resultsKey?: IKey;
}

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

/** What Athena does with the results of a query, in the name of whoever asks. */
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

/** What the console and the drivers list before a question is asked. AWS's own policies allow it on everything, too. */
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

/** Below which the results of queries lie in their bucket. */
export function resultsPrefix(databaseName: string): string {
  return `${databaseName}/`;
}

/**
 * Adds to the grant of an archive's objects what asking takes: the catalog's definitions, running queries, reading their results, in
 * the console and through a driver. A principal whose policies cannot be changed from here gets none of it, and a warning says so.
 */
export function grantAsking(
  archive: IConstruct & { readonly bucket: IBucket },
  asking: Asking,
  grantee: iam.IGrantable,
  reading: iam.Grant,
): iam.Grant {
  const { databaseName, results, resultsKey, curated } = asking;
  const arn = (service: string, resource: string, resourceName?: string) =>
    Stack.of(archive).formatArn({ service, resource, resourceName });
  const allow = (actions: string[], ...resourceArns: string[]) =>
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns });

  const tables = arn('glue', 'table', `${databaseName}/*`);

  // The policies of bucket and key can let in who has a policy elsewhere. Rights of Glue and Athena can only be in one's own.
  const definitions = isForeign(archive, grantee)
    ? iam.Grant.drop(grantee, 'of another account')
    : allow(READ_DEFINITIONS, arn('glue', 'catalog'), arn('glue', 'database', databaseName), tables);
  if (!definitions.success) {
    Annotations.of(archive).addWarningV2(
      'cdk-ssm-session-archive:cannotGrantAsking',
      `grantRead of ${nameOf(grantee)} lets it get, list and decrypt the archive's objects, through the policies of bucket ` +
        'and key; its own policies have to allow the same. It gives no asking: neither the Glue database nor the Athena workgroup nor ' +
        "the results of queries, which only a principal of the archive's account with policies of its own can use.",
    );
    return reading;
  }
  acknowledgeGrant(grantee, [tables], 'All tables of one database, which is that of the archive.');
  const listing = 'Athena lists workgroups and catalogs as a whole; these actions read names and settings, no data.';
  acknowledgeGrant(grantee, ['*'], listing);
  const keys = 'Athena chooses the keys of results; the wildcard stays below the prefix of one workgroup.';
  const files = 'Athena names the files of the curated tables; the wildcard stays below their prefix.';
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
