import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { CurationAlarms } from '../curation/curation-alarms';

/**
 * An archive of Session Manager's session history: a `SessionArchive`, or a reference to an archive that another stack
 * created.
 */
export interface ISessionArchive extends IConstruct {
  /** The bucket that holds the archive under `history/v1/`, `active/v1/` and `manifests/v1/`. */
  readonly bucket: s3.IBucket;

  /** The KMS key of the archive's objects. Undefined if S3 manages their encryption. */
  readonly encryptionKey?: kms.IKey;

  /**
   * Name of the Glue database. It holds the tables `history_records`, `active_records` and `manifests`, and the views
   * `sessions`, `snapshots`, `ocsf_authentication` and `alibaba_connections`; with `cloudTrail` also the view
   * `session_events`. Undefined without a catalog, and for a reference without `databaseName`.
   */
  readonly databaseName?: string;

  /** Name of the Athena workgroup with the saved queries. Undefined if `databaseName` is undefined. */
  readonly workGroupName?: string;

  /** The alarms of the curation. Undefined without a catalog, and for a reference. */
  readonly alarms?: CurationAlarms;

  /**
   * Allows the grantee to read the whole archive: get and list objects below its prefixes, and decrypt them if there is
   * a key. If there is a catalog, the grantee may also run queries: read the catalog's definitions, use the workgroup,
   * and read query results, in the console and through a driver. A principal whose policies this app cannot change,
   * such as another account's role, may only read objects. A warning says so.
   *
   * @param grantee the principal, for example a role; an organization, or everybody, is an error
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows the grantee to add to the archive, for every account and Region: put, get and list objects below its
   * prefixes, and use the key if there is one. It does not allow deletion. `SessionReporter` does not need this grant:
   * it has rights on its own scopes.
   *
   * @param grantee the principal, for example a role; an organization, or everybody, is an error
   */
  grantWrite(grantee: iam.IGrantable): iam.Grant;
}
