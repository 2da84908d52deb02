import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { readSavedQueries } from './saved-query';

export interface QueryWorkGroupProps {
  /** Name of the Glue database that the saved queries are about; the workgroup bears the same name. */
  readonly databaseName: string;

  /**
   * Bucket for query results, under the prefix `<databaseName>/`. Its lifecycle rules are its owner's.
   *
   * @default - a bucket of its own, whose objects expire after 7 days
   */
  readonly queryResultsBucket?: IBucket;

  /**
   * Key that encrypts the results.
   *
   * @default - keys of S3 (SSE-S3)
   */
  readonly encryptionKey?: IKey;

  /**
   * Most that one query may read; Athena cancels a query that reads more.
   *
   * @default Size.gibibytes(100), about half a dollar
   */
  readonly bytesScannedCutoff?: Size;

  /**
   * What becomes of the bucket for results when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Where people ask: an Athena workgroup whose settings bind everyone who uses it, with the saved queries in it. */
export class QueryWorkGroup extends Construct {
  /** The Athena workgroup. */
  public readonly workGroup: CfnWorkGroup;

  private readonly results: IBucket;
  private readonly resultsPrefix: string;

  constructor(scope: Construct, id: string, props: QueryWorkGroupProps) {
    super(scope, id);
    this.results = props.queryResultsBucket ?? this.createResultsBucket(props);
    this.resultsPrefix = `${props.databaseName}/`;
    this.workGroup = this.createWorkGroup(props);
    this.saveQueries(props.databaseName);
  }

  /** Lets `grantee` run queries in the workgroup and read their results. Says nothing of the data they read. */
  public grantQuery(grantee: IGrantable): Grant {
    const workGroupArn = Stack.of(this).formatArn({
      service: 'athena',
      resource: 'workgroup',
      resourceName: this.workGroup.name,
    });
    this.results.grantRead(grantee, `${this.resultsPrefix}*`);
    this.results.grantPut(grantee, `${this.resultsPrefix}*`);
    return Grant.addToPrincipal({
      grantee,
      actions: [
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
      ],
      resourceArns: [workGroupArn],
    });
  }

  private createResultsBucket(props: QueryWorkGroupProps): Bucket {
    return new Bucket(this, 'Results', {
      encryption: props.encryptionKey ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: props.encryptionKey ? true : undefined,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      // Results name people, and any of them can be had again by asking again.
      lifecycleRules: [{ expiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
  }

  private createWorkGroup(props: QueryWorkGroupProps): CfnWorkGroup {
    return new CfnWorkGroup(this, 'WorkGroup', {
      name: props.databaseName,
      description: 'Questions to the archive of Session Manager sessions',
      // A workgroup that holds saved queries can only be deleted together with them.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        bytesScannedCutoffPerQuery: (props.bytesScannedCutoff ?? Size.gibibytes(100)).toBytes(),
        resultConfiguration: {
          outputLocation: this.results.s3UrlForObject(this.resultsPrefix),
          encryptionConfiguration: props.encryptionKey
            ? { encryptionOption: 'SSE_KMS', kmsKey: props.encryptionKey.keyArn }
            : { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }

  private saveQueries(database: string): void {
    for (const query of readSavedQueries()) {
      const saved = new CfnNamedQuery(this, query.name, {
        name: query.title,
        description: query.question,
        database,
        workGroup: this.workGroup.name,
        queryString: query.sql,
      });
      saved.addResourceDependency(this.workGroup);
    }
  }
}
