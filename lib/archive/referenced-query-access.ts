// Where queries run for an archive that another stack created.
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { QueryAccess } from '../queries/query-access';
import { rejectProblems } from '../common/validation';
import type { SessionArchiveAttributes } from './session-archive-attributes';

/** Throws if only some of the names are given. Undefined if none is given: such a reference allows no queries. */
export function referencedQueryAccess(scope: Construct, attrs: SessionArchiveAttributes): QueryAccess | undefined {
  const { databaseName, queryResultsBucketName, curatedBucketName, queryResultsEncryptionKeyArn } = attrs;
  const given = { databaseName, queryResultsBucketName, curatedBucketName, queryResultsEncryptionKeyArn };
  if (!databaseName || !queryResultsBucketName || !curatedBucketName) {
    const names = Object.entries(given).filter(([, value]) => value !== undefined);
    rejectProblems(
      scope,
      names.map(
        ([name, value]) =>
          `${name} is "${value}", but queries need databaseName, queryResultsBucketName and curatedBucketName: give all three, or none`,
      ),
    );
    return undefined;
  }
  return {
    databaseName,
    results: s3.Bucket.fromBucketName(scope, 'Results', queryResultsBucketName),
    curated: s3.Bucket.fromBucketName(scope, 'Curated', curatedBucketName),
    resultsKey: queryResultsEncryptionKeyArn
      ? kms.Key.fromKeyArn(scope, 'ResultsKey', queryResultsEncryptionKeyArn)
      : undefined,
  };
}
