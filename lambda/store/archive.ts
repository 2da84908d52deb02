// The adapter to S3. It can list, read and create; it cannot overwrite or delete.
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ArchiveFailed, describeError } from '../errors';

export interface NewObject {
  readonly key: string;
  readonly body: Buffer;
  /** Over the body, in hex. S3 checks it before it stores anything. */
  readonly sha256: string;
  readonly contentType: string;
  readonly metadata?: Record<string, string>;
}

export interface Archive {
  /** Writes an object that is not there yet. False: it is there already, and was left as it is. */
  create(object: NewObject): Promise<boolean>;
  read(key: string): Promise<Buffer>;
  /** The keys below `prefix` that sort after `startAfter`, in order; all of them without it. */
  list(prefix: string, startAfter?: string): Promise<string[]>;
}

/** Two conditional writes of one key met: S3 asks the loser to try again, and then answers 412. */
const CONFLICT_ATTEMPTS = 5;

export function createArchive(bucket: string, maxAttempts: number): Archive {
  const client = new S3Client({
    maxAttempts,
    retryMode: 'adaptive',
    // The checksum is ours; the SDK shall not add another.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    // An archive may lie in another Region than the function.
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
