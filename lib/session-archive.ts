import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { createArchiveBucket } from './archive-bucket';
import { grantOnPrefixes, READ_KEY, READ_OBJECTS, WRITE_KEY, WRITE_OBJECTS } from './archive-grants';
import { MANIFESTS_PREFIX, SESSIONS_PREFIX } from './contract';
import { rejectProblems } from './validation';

/** An archive of Session Manager's session history, created here or elsewhere. */
export interface ISessionArchive extends IConstruct {
  /** The bucket that holds the archive under `sessions/v1/` and `manifests/v1/`. */
  readonly bucket: s3.IBucket;

  /** The KMS key of the archive's objects; undefined if S3 manages their encryption. */
  readonly encryptionKey?: kms.IKey;

  /**
   * Lets the grantee read all of the archive: get and list objects below its prefixes, decrypt them if they have a key.
   *
   * @param grantee the principal, for example a role
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

/** Properties of `SessionArchive`. */
export interface SessionArchiveProps {
  /**
   * The bucket to archive into. It is used as it is: policy, versioning, lifecycle and encryption stay its owner's.
   *
   * @default - a private, versioned, encrypted bucket that accepts only TLS, in which nothing expires and no object of the archive
   * can be overwritten
   */
  readonly bucket?: s3.IBucket;

  /**
   * The KMS key of the archive's objects. A new bucket encrypts with it; beside `bucket` it names the key that this bucket
   * encrypts with, so that grants include it.
   *
   * @default - the key that `bucket` knows of; a new bucket encrypts with keys that S3 manages (SSE-S3), which cost nothing
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What becomes of the new bucket when it leaves the stack or the stack is deleted. CloudFormation deletes an empty bucket only:
   * with `DESTROY`, empty it first. Cannot be combined with `bucket`.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What identifies an archive that another stack created. */
export interface SessionArchiveAttributes {
  /** Name of the archive's bucket. It may lie in another Region or account. */
  readonly bucketName: string;

  /**
   * ARN of the KMS key of the archive's objects.
   *
   * @default - S3 manages the encryption: grants include no key
   */
  readonly encryptionKeyArn?: string;
}

/** What created and imported archives have in common. */
abstract class SessionArchiveBase extends Construct implements ISessionArchive {
  public abstract readonly bucket: s3.IBucket;
  public abstract readonly encryptionKey?: kms.IKey;

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, READ_OBJECTS, READ_KEY);
  }

  public grantWrite(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, WRITE_OBJECTS, WRITE_KEY);
  }

  private grant(grantee: iam.IGrantable, objectActions: readonly string[], keyActions: readonly string[]): iam.Grant {
    const objects = grantOnPrefixes(this.bucket, grantee, [SESSIONS_PREFIX, MANIFESTS_PREFIX], objectActions);
    return this.encryptionKey ? objects.combine(this.encryptionKey.grant(grantee, ...keyActions)) : objects;
  }
}

/**
 * Keeps Session Manager's session history: the bucket that `SessionReporter` writes to.
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

  /**
   * @param scope the construct that the archive belongs to
   * @param id the id of the archive within its scope; it names the bucket's logical id, so renaming it replaces the bucket
   * @param props see the properties; all are optional
   */
  constructor(scope: Construct, id: string, props: SessionArchiveProps = {}) {
    super(scope, id);
    rejectProblems(this, problemsOf(props));

    this.encryptionKey = props.encryptionKey ?? props.bucket?.encryptionKey;
    this.bucket = props.bucket ?? createArchiveBucket(this, props.encryptionKey, props.removalPolicy);
  }
}

function problemsOf(props: SessionArchiveProps): string[] {
  return props.bucket && props.removalPolicy
    ? [
        `removalPolicy is ${props.removalPolicy}, but bucket is given: set the removal policy where that bucket is created`,
      ]
    : [];
}
