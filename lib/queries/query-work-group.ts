import { Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../acknowledge';
import { acknowledgeGrant, grantOnPrefixes, WRITE_KEY } from '../archive/grants';
import { readSavedQueries } from './saved-query';

/** What Athena does with the results of a query, in the name of whoever asks. */
const RESULT_OBJECTS = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
const RESULT_BUCKET = ['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'];

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
   * @default - S3 manages their encryption
   */
  readonly encryptionKey?: IKey;

  /**
   * The most that one query may read; Athena cancels a query that reads more.
   *
   * @default Size.gibibytes(100)
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

  private readonly results: s3.IBucket;
  private readonly resultsPrefix: string;
  private readonly encryptionKey?: IKey;

  constructor(scope: Construct, id: string, props: QueryWorkGroupProps) {
    super(scope, id);
    this.encryptionKey = props.encryptionKey;
    this.results = props.queryResultsBucket ?? this.createResultsBucket(props.removalPolicy);
    this.resultsPrefix = `${props.databaseName}/`;
    this.workGroup = this.createWorkGroup(props);
    this.saveQueries(props.databaseName);
  }

  /** Lets `grantee` run queries in the workgroup and read their results. Says nothing of the data they read. */
  public grantAsk(grantee: iam.IGrantable): iam.Grant {
    const workGroup = { service: 'athena', resource: 'workgroup', resourceName: this.workGroup.name };
    acknowledgeGrant(
      grantee,
      ['*'],
      'Athena lists workgroups and catalogs as a whole; these actions read names and settings, no data.',
    );
    const reason = 'Athena chooses the keys of results; the wildcard stays below the prefix of one workgroup.';
    const grants = [
      iam.Grant.addToPrincipal({ grantee, actions: ASK, resourceArns: [Stack.of(this).formatArn(workGroup)] }),
      iam.Grant.addToPrincipal({ grantee, actions: BROWSE, resourceArns: ['*'] }),
      grantOnPrefixes(this.results, grantee, [this.resultsPrefix], RESULT_OBJECTS, reason),
      iam.Grant.addToPrincipal({ grantee, actions: RESULT_BUCKET, resourceArns: [this.results.bucketArn] }),
      ...(this.encryptionKey ? [this.encryptionKey.grant(grantee, ...WRITE_KEY)] : []),
    ];
    return grants.reduce((all, grant) => all.combine(grant));
  }

  private createResultsBucket(removalPolicy = RemovalPolicy.RETAIN): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Results', {
      encryption: this.encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
      encryptionKey: this.encryptionKey,
      bucketKeyEnabled: this.encryptionKey ? true : undefined,
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
      removalPolicy,
    });
    const shortLived =
      'Results live for a week and can be had again by asking again. Athena keeps the history of who asked what.';
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: shortLived });
    for (const rule of ['S3BucketLoggingEnabled', 'S3BucketReplicationEnabled', 'S3BucketVersioningEnabled']) {
      acknowledgeInPacks(bucket, rule, shortLived);
    }
    return bucket;
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
        // At 5 dollars a terabyte, about half a dollar.
        bytesScannedCutoffPerQuery: (props.bytesScannedCutoff ?? Size.gibibytes(100)).toBytes(),
        resultConfiguration: {
          outputLocation: this.results.s3UrlForObject(this.resultsPrefix),
          encryptionConfiguration: this.encryptionKey
            ? { encryptionOption: 'SSE_KMS', kmsKey: this.encryptionKey.keyArn }
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
      saved.node.addDependency(this.workGroup);
    }
  }
}
