/** Names and ARNs of an archive that another stack created, for `SessionArchive.fromSessionArchiveAttributes`. */
export interface SessionArchiveAttributes {
  /** Name of the archive's bucket, which may be in another Region or account. */
  readonly bucketName: string;

  /**
   * ARN of the KMS key of the archive's objects.
   *
   * @default - S3 manages the encryption: grants include no key
   */
  readonly encryptionKeyArn?: string;

  /**
   * Name of the archive's Glue database and of its Athena workgroup, which have the same name. They must be in the
   * account and Region of the stack that refers to the archive. Give it together with `queryResultsBucketName` and
   * `curatedBucketName`; only some of them is an error.
   *
   * @default - `grantRead` allows reading objects, but no queries
   */
  readonly databaseName?: string;

  /**
   * Name of the bucket with the query results, below the prefix `<databaseName>/`. Needs `databaseName`.
   *
   * @default - `grantRead` allows reading objects, but no queries
   */
  readonly queryResultsBucketName?: string;

  /**
   * Name of the bucket with the curated tables: `curatedBucket` of the archive. Needs `databaseName`.
   *
   * @default - `grantRead` allows reading objects, but no queries
   */
  readonly curatedBucketName?: string;

  /**
   * ARN of the KMS key that encrypts query results. Needs `databaseName`.
   *
   * @default - S3 manages the encryption of query results, so grants include no key
   */
  readonly queryResultsEncryptionKeyArn?: string;
}
