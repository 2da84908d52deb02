import { Annotations, Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../acknowledge';
import { keepPolicy } from '../kept-policy';
import { liesElsewhere } from '../region-problems';
import { rejectProblems } from '../validation';
import type { CloudTrailProps } from '../archive/cloud-trail-props';
import { resultsPrefix, type Asking } from './asking';
import { readSavedQueries, readTrailQueries, type SavedQuery } from './saved-query';
import { idOf } from '../catalog/line-table';

export interface QueryWorkGroupProps {
  /** Name of the Glue database that the saved queries are about; the workgroup bears the same name. */
  readonly databaseName: string;

  /**
   * Bucket for query results, below the prefix `<databaseName>/`. It is used as it is.
   *
   * @default - a bucket of its own, whose objects expire after 7 days
   */
  readonly queryResultsBucket?: s3.IBucket;

  /**
   * Key that encrypts the results.
   *
   * @default - of a given bucket the key that it knows of, or else its default encryption; of one of its own `archiveKey`
   */
  readonly queryResultsEncryptionKey?: IKey;

  /**
   * Key of the archive's objects.
   *
   * @default - S3 manages their encryption
   */
  readonly archiveKey?: IKey;

  /**
   * The most that one query may read; Athena cancels a query that reads more.
   *
   * @default Size.gibibytes(100)
   */
  readonly bytesScannedCutoff?: Size;

  /**
   * With a trail there are questions to its events, too.
   *
   * @default - none
   */
  readonly cloudTrail?: CloudTrailProps;
}

/** Where people ask: an Athena workgroup whose settings bind everyone who uses it, with the saved queries in it. */
export class QueryWorkGroup extends Construct {
  /** The Athena workgroup. */
  public readonly workGroup: CfnWorkGroup;

  /** Where people ask. */
  public readonly asking: Omit<Asking, 'curated'>;

  constructor(scope: Construct, id: string, props: QueryWorkGroupProps) {
    super(scope, id);
    rejectProblems(scope, keyProblems(this, props));
    const resultsKey = this.chooseKey(props);
    this.asking = {
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
    if (!archiveKey || !liesElsewhere(this, archiveKey)) return archiveKey;
    Annotations.of(this).addWarningV2(
      'cdk-ssm-session-archive:resultsWithoutKey',
      `The archive's key lies in ${archiveKey.env.region}, where it cannot encrypt the results of queries: S3 manages their encryption. ` +
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
      // Results name people, and any of them can be had again by asking again.
      lifecycleRules: [
        {
          id: 'ForgetResults',
          expiration: Duration.days(7),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
      // It goes with the stack, if nobody has asked for a week: CloudFormation deletes an empty bucket only.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    keepPolicy(bucket, RemovalPolicy.DESTROY);
    const shortLived =
      'Results live for a week and can be had again by asking again. Athena keeps the history of who asked what.';
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: shortLived });
    for (const rule of ['S3BucketLoggingEnabled', 'S3BucketReplicationEnabled', 'S3BucketVersioningEnabled']) {
      acknowledgeInPacks(bucket, rule, shortLived);
    }
    return bucket;
  }

  private createWorkGroup(props: QueryWorkGroupProps): CfnWorkGroup {
    return new CfnWorkGroup(this, idOf('WorkGroup', props.databaseName), {
      name: props.databaseName,
      description: 'Questions to the archive of Session Manager sessions',
      // A workgroup that holds saved queries can only be deleted together with them.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        // At 5 dollars a terabyte, about half a dollar.
        bytesScannedCutoffPerQuery: (props.bytesScannedCutoff ?? Size.gibibytes(100)).toBytes(),
        resultConfiguration: {
          outputLocation: this.asking.results.s3UrlForObject(resultsPrefix(props.databaseName)),
          encryptionConfiguration: this.encryptionOf(props),
        },
      },
    });
  }

  /** None: the results are encrypted as their bucket encrypts by default. Any other would override that. */
  private encryptionOf(props: QueryWorkGroupProps): CfnWorkGroup.EncryptionConfigurationProperty | undefined {
    const { resultsKey } = this.asking;
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
  if (!key || !liesElsewhere(scope, key)) return [];
  const { region } = Stack.of(scope);
  return [
    `${name} the key ${key.keyArn} of ${key.env.region}: Athena writes results in the stack's Region, give a key of ${region}`,
  ];
}
