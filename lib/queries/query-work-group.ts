import { Annotations, Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../common/acknowledge';
import { keepPolicy } from '../common/kept-policy';
import { isInOtherRegion } from '../common/region-problems';
import { rejectProblems } from '../common/validation';
import type { CloudTrailProps } from '../archive/cloud-trail-props';
import { resultsPrefix, type QueryAccess } from './query-access';
import { readSavedQueries, readTrailQueries, type SavedQuery } from './saved-query';
import { idOf } from '../catalog/line-table';

export interface QueryWorkGroupProps {
  /** Name of the Glue database that the saved queries read. The workgroup has the same name. */
  readonly databaseName: string;

  /**
   * An existing bucket for query results, below the prefix `<databaseName>/`. The construct changes nothing in it.
   *
   * @default - a new bucket, whose objects expire after 7 days
   */
  readonly queryResultsBucket?: s3.IBucket;

  /**
   * Key that encrypts the results.
   *
   * @default - in a given bucket, its `encryptionKey`, or else its default encryption; in a new bucket, `archiveKey`
   */
  readonly queryResultsEncryptionKey?: IKey;

  /**
   * Key of the archive's objects.
   *
   * @default - S3 manages their encryption
   */
  readonly archiveKey?: IKey;

  /**
   * The most that one query may read. Athena cancels a query that reads more.
   *
   * @default Size.gibibytes(100)
   */
  readonly bytesScannedCutoff?: Size;

  /**
   * With a trail, there are also saved queries about its events.
   *
   * @default - none
   */
  readonly cloudTrail?: CloudTrailProps;
}

/** The Athena workgroup for people's queries, with the saved queries. Users cannot override its settings. */
export class QueryWorkGroup extends Construct {
  /** The Athena workgroup. */
  private readonly workGroup: CfnWorkGroup;

  /** Where people's queries run. */
  public readonly access: Omit<QueryAccess, 'curated'>;

  constructor(scope: Construct, id: string, props: QueryWorkGroupProps) {
    super(scope, id);
    rejectProblems(scope, keyProblems(this, props));
    const resultsKey = this.chooseKey(props);
    this.access = {
      databaseName: props.databaseName,
      results: props.queryResultsBucket ?? this.createResultsBucket(resultsKey),
      resultsKey,
    };
    this.workGroup = this.createWorkGroup(props);
    this.saveQueries(props.databaseName, [...readSavedQueries(), ...(props.cloudTrail ? readTrailQueries() : [])]);
  }

  private chooseKey(props: QueryWorkGroupProps): IKey | undefined {
    const { queryResultsEncryptionKey, queryResultsBucket, archiveKey } = props;
    if (queryResultsEncryptionKey) return queryResultsEncryptionKey;
    if (queryResultsBucket) return queryResultsBucket.encryptionKey;
    if (!archiveKey || !isInOtherRegion(this, archiveKey)) return archiveKey;
    Annotations.of(this).addWarningV2(
      'cdk-ssm-session-archive:resultsWithoutKey',
      `The archive's key is in ${archiveKey.env.region}, so it cannot encrypt query results here: S3 manages their encryption. ` +
        `Give queryResultsEncryptionKey, a key of ${Stack.of(this).region}, or acknowledge this warning.`,
    );
    return undefined;
  }

  private createResultsBucket(encryptionKey?: IKey): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Results', {
      encryption: encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
      encryptionKey,
      bucketKeyEnabled: encryptionKey ? true : undefined,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Results name people, and running the query again gives them again.
      lifecycleRules: [
        {
          id: 'ForgetResults',
          expiration: Duration.days(7),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
      // CloudFormation deletes the bucket with the stack, but only if it is empty: if no query ran for a week.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    keepPolicy(bucket, RemovalPolicy.DESTROY);
    const shortLived =
      'Results are kept for a week, and running the query again gives them again. Athena keeps the history of who ran which query.';
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: shortLived });
    for (const rule of ['S3BucketLoggingEnabled', 'S3BucketReplicationEnabled', 'S3BucketVersioningEnabled']) {
      acknowledgeInPacks(bucket, rule, shortLived);
    }
    return bucket;
  }

  private createWorkGroup(props: QueryWorkGroupProps): CfnWorkGroup {
    return new CfnWorkGroup(this, idOf('WorkGroup', props.databaseName), {
      name: props.databaseName,
      description: 'Queries of the archive of Session Manager sessions',
      // A workgroup with saved queries can only be deleted together with them.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        // The default is about half a dollar, at 5 dollars a terabyte.
        bytesScannedCutoffPerQuery: (props.bytesScannedCutoff ?? Size.gibibytes(100)).toBytes(),
        resultConfiguration: {
          outputLocation: this.access.results.s3UrlForObject(resultsPrefix(props.databaseName)),
          encryptionConfiguration: this.encryptionOf(props),
        },
      },
    });
  }

  /** Undefined if the default encryption of a given bucket applies. Any configuration here would override it. */
  private encryptionOf(props: QueryWorkGroupProps): CfnWorkGroup.EncryptionConfigurationProperty | undefined {
    const { resultsKey } = this.access;
    if (resultsKey) return { encryptionOption: 'SSE_KMS', kmsKey: resultsKey.keyArn };
    return props.queryResultsBucket ? undefined : { encryptionOption: 'SSE_S3' };
  }

  private saveQueries(database: string, queries: readonly SavedQuery[]): void {
    for (const query of queries) {
      const saved = new CfnNamedQuery(this, idOf(query.name, database), {
        name: query.title,
        description: query.question,
        database,
        workGroup: this.workGroup.name,
        queryString: query.sql,
      });
      saved.node.addDependency(this.workGroup);
    }
  }
}

function keyProblems(scope: Construct, props: QueryWorkGroupProps): string[] {
  const { queryResultsEncryptionKey: given, queryResultsBucket } = props;
  const [name, key] = given
    ? ['queryResultsEncryptionKey is', given]
    : ['queryResultsBucket is encrypted with', queryResultsBucket?.encryptionKey];
  if (!key || !isInOtherRegion(scope, key)) return [];
  const { region } = Stack.of(scope);
  return [
    `${name} the key ${key.keyArn} of ${key.env.region}: Athena writes results in the stack's Region, give a key of ${region}`,
  ];
}
