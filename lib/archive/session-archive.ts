import { Annotations, Stack } from 'aws-cdk-lib';
import type { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { createArchiveBucket } from './bucket';
import { bucketProblems } from './bucket-validation';
import {
  grantOnPrefixes,
  isForeign,
  nameOf,
  READ_KEY,
  READ_OBJECTS,
  rejectEverybody,
  WRITE_KEY,
  WRITE_OBJECTS,
} from './grants';
import { warnOfLifecycle } from './lifecycle';
import { allowWriters, writerProblems } from './writers';
import { ARCHIVE_PREFIXES } from '../contract';
import { QueryWorkGroup } from '../queries/query-work-group';
import type { SessionArchiveAttributes, SessionArchiveProps } from './session-archive-props';
import { SessionCatalog } from '../catalog/session-catalog';
import { rejectProblems } from '../validation';

/** An archive of Session Manager's session history, created here or elsewhere. */
export interface ISessionArchive extends IConstruct {
  /** The bucket that holds the archive under `sessions/v1/` and `manifests/v1/`. */
  readonly bucket: s3.IBucket;

  /** The KMS key of the archive's objects; undefined if S3 manages their encryption. */
  readonly encryptionKey?: kms.IKey;

  /**
   * Lets the grantee read all of the archive: get and list objects below its prefixes, decrypt them if they have a key. On a
   * `SessionArchive` also ask: read the catalog's definitions, run queries in the workgroup, read their results, in the console and
   * through a driver. A principal whose policies cannot be changed here, such as another account's role, reads objects alone; a
   * warning says so.
   *
   * @param grantee the principal, for example a role; an organization, or everybody, is refused
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets the grantee add to the archive, for every account and Region: put, get and list objects below its prefixes, use their key
   * if they have one. It permits no deletion. `SessionReporter` does not need it: it has rights on its own scopes alone.
   *
   * @param grantee the principal, for example a role
   */
  grantWrite(grantee: iam.IGrantable): iam.Grant;
}

/** What created and imported archives have in common. */
abstract class SessionArchiveBase extends Construct implements ISessionArchive {
  public abstract readonly bucket: s3.IBucket;
  public abstract readonly encryptionKey?: kms.IKey;

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    rejectEverybody(this, 'grantRead', grantee);
    return this.grant(grantee, READ_OBJECTS, READ_KEY);
  }

  public grantWrite(grantee: iam.IGrantable): iam.Grant {
    rejectEverybody(this, 'grantWrite', grantee);
    return this.grant(grantee, WRITE_OBJECTS, WRITE_KEY);
  }

  private grant(grantee: iam.IGrantable, objectActions: readonly string[], keyActions: readonly string[]): iam.Grant {
    const reason =
      'The whole archive is granted, whose keys are not known beforehand; the wildcard stays below its two prefixes.';
    const objects = grantOnPrefixes(this.bucket, grantee, ARCHIVE_PREFIXES, objectActions, reason);
    return this.encryptionKey ? objects.combine(this.encryptionKey.grant(grantee, ...keyActions)) : objects;
  }
}

/**
 * Keeps Session Manager's session history: the bucket that `SessionReporter` writes to, and a Glue database, an Athena workgroup
 * and saved queries to ask it with.
 *
 * @example
 * const archive = new SessionArchive(this, 'Archive');
 * new SessionReporter(this, 'Reporter', { archive });
 */
export class SessionArchive extends SessionArchiveBase {
  /**
   * Refers to an archive that another stack created.
   *
   * @param scope the construct that the reference belongs to
   * @param id the id of the reference within its scope
   * @param attrs what identifies the archive
   */
  public static fromSessionArchiveAttributes(
    scope: Construct,
    id: string,
    attrs: SessionArchiveAttributes,
  ): ISessionArchive {
    class Import extends SessionArchiveBase {
      public readonly encryptionKey = attrs.encryptionKeyArn
        ? kms.Key.fromKeyArn(this, 'Key', attrs.encryptionKeyArn)
        : undefined;
      public readonly bucket = s3.Bucket.fromBucketName(this, 'Bucket', attrs.bucketName);
    }
    return new Import(scope, id);
  }

  public readonly bucket: s3.IBucket;
  public readonly encryptionKey?: kms.IKey;

  /** The Glue database with the tables `session_records` and `snapshots` and the view `sessions`. */
  public readonly database: CfnDatabase;

  /** The Athena workgroup that holds the saved queries. */
  public readonly workGroup: CfnWorkGroup;

  private readonly catalog: SessionCatalog;
  private readonly queries: QueryWorkGroup;

  /**
   * @param scope the construct that the archive belongs to
   * @param id the id of the archive within its scope; it names the bucket's logical id, so renaming it replaces the bucket
   * @param props see the properties; all are optional
   */
  constructor(scope: Construct, id: string, props: SessionArchiveProps = {}) {
    super(scope, id);
    rejectProblems(this, [...bucketProblems(props), ...writerProblems(this, props)]);

    this.encryptionKey = props.encryptionKey ?? props.bucket?.encryptionKey;
    this.bucket = props.bucket ?? createArchiveBucket(this, props);
    warnOfLifecycle(this, this.bucket);
    allowWriters(this, this, props);
    this.catalog = new SessionCatalog(this, 'Catalog', {
      ...props,
      bucket: this.bucket,
      accounts: props.accounts ?? [Stack.of(this).account, ...(props.writerAccounts ?? [])],
    });
    this.database = this.catalog.database;
    const { databaseName } = this.catalog;
    this.queries = new QueryWorkGroup(this, 'Queries', { ...props, databaseName, encryptionKey: this.encryptionKey });
    this.workGroup = this.queries.workGroup;
  }

  public override grantRead(grantee: iam.IGrantable): iam.Grant {
    const reading = super.grantRead(grantee);
    // The policies of bucket and key can let in who has a policy elsewhere. Rights of Glue and Athena can only be in one's own.
    if (!isForeign(this, grantee)) {
      const definitions = this.catalog.grantRead(grantee);
      const place = { grantee, actions: ['s3:GetBucketLocation'], resourceArns: [this.bucket.bucketArn] };
      if (definitions.success) {
        return reading
          .combine(definitions)
          .combine(iam.Grant.addToPrincipal(place))
          .combine(this.queries.grantAsk(grantee));
      }
    }
    Annotations.of(this).addWarningV2(
      'cdk-ssm-session-archive:cannotGrantAsking',
      `grantRead of ${nameOf(grantee)} lets it get, list and decrypt the archive's objects, through the policies of bucket ` +
        'and key; its own policies have to allow the same. It gives no asking: neither the Glue database nor the Athena workgroup nor ' +
        "the results of queries, which only a principal of the archive's account with policies of its own can use.",
    );
    return reading;
  }

  /**
   * Tells which Regions a reporter in the same stack archives.
   *
   * @internal
   */
  public _expectRegions(regions: string[]): void {
    this.catalog.expectRegions(regions);
  }
}
