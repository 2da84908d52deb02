// The archive in S3. It lists, reads and creates objects; it has no way to overwrite or delete one.
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ArchiveFailed, describeError } from '../errors';

export interface NewObject {
  readonly key: string;
  readonly body: Buffer;
  /** SHA-256 of the body, in hex. S3 checks it before it stores the object. */
  readonly sha256: string;
  readonly contentType: string;
  readonly metadata?: Record<string, string>;
}

export interface Archive {
  /** Creates an object. False if an object with this key exists: that one is not changed. */
  create(object: NewObject): Promise<boolean>;
  read(key: string): Promise<Buffer>;
  /** The keys below `prefix` in order; with `startAfter`, only those that sort after it. */
  list(prefix: string, startAfter?: string): Promise<string[]>;
}

/** If two conditional writes of one key meet, S3 answers one of them with 409. Its next attempt gets 412. */
const CONFLICT_ATTEMPTS = 5;

export function createArchive(bucket: string, maxAttempts: number): Archive {
  const client = new S3Client({
    maxAttempts,
    retryMode: 'adaptive',
    // Each write has a SHA-256 already, so the SDK need not add a checksum.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    // The bucket may be in another Region than the function.
    followRegionRedirects: true,
    forcePathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 120_000, throwOnRequestTimeout: true },
  });
  const failed = (operation: string, key: string) => (error: unknown) => {
    throw new ArchiveFailed(`S3 ${operation} of s3://${bucket}/${key} failed for good: ${describeError(error)}`);
  };

  return {
    async create({ key, body, sha256, contentType, metadata }) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        IfNoneMatch: '*',
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        ContentType: contentType,
        Metadata: metadata,
      });
      for (let attempt = 1; ; attempt += 1) {
        try {
          await client.send(command);
          return true;
        } catch (error) {
          const name = (error as Error).name;
          if (name === 'PreconditionFailed') return false;
          if (name !== 'ConditionalRequestConflict' || attempt === CONFLICT_ATTEMPTS) failed('PutObject', key)(error);
        }
      }
    },

    async read(key) {
      const { Body: body } = await client
        .send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        .catch(failed('GetObject', key));
      return Buffer.from((await body?.transformToByteArray().catch(failed('GetObject', key))) ?? []);
    },

    async list(prefix, startAfter) {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const page = await client
          .send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix,
              StartAfter: startAfter,
              ContinuationToken: token,
            }),
          )
          .catch(failed('ListObjectsV2', prefix));
        for (const { Key: key } of page.Contents ?? []) if (key !== undefined) keys.push(key);
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return keys;
    },
  };
}
