// Reads an archive from its bucket with the SDK's default credentials. Never writes.
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client, type _Object } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { RECORDS_METADATA } from '../../lib/contract';
import type { Store, StoredChecksum, StoredObject } from './store';

export class S3Store implements Store {
  readonly isCopy = false;
  private readonly client = new S3Client({
    followRegionRedirects: true,
    forcePathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined,
    // `verify` compares the manifests' hashes. The SDK's check of S3's checksum would only repeat that.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

  constructor(private readonly bucket: string) {}

  async level(prefix: string): Promise<{ folders: string[]; objects: StoredObject[] }> {
    const folders: string[] = [];
    const objects: StoredObject[] = [];
    for await (const page of this.pages(prefix, '/')) {
      folders.push(...(page.CommonPrefixes ?? []).map(({ Prefix: folder = '' }) => folder.slice(prefix.length)));
      objects.push(...(page.Contents ?? []).map(describe));
    }
    return { folders, objects };
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    for await (const page of this.pages(prefix)) yield* (page.Contents ?? []).map(describe);
  }

  async read(key: string): Promise<Readable> {
    const { Body: body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return body as Readable;
  }

  async readAll(key: string): Promise<Buffer> {
    return buffer(await this.read(key));
  }

  readonly checksum = async (key: string): Promise<StoredChecksum> => {
    const { ChecksumSHA256: sha256, Metadata: metadata } = await this.client.send(
      new HeadObjectCommand({ Bucket: this.bucket, Key: key, ChecksumMode: 'ENABLED' }),
    );
    const records = metadata?.[RECORDS_METADATA];
    return {
      sha256: sha256 === undefined ? null : Buffer.from(sha256, 'base64').toString('hex'),
      records: records === undefined ? null : Number(records),
    };
  };

  private async *pages(prefix: string, delimiter?: string) {
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({
          Bucket: this.bucket,
          Prefix: prefix,
          Delimiter: delimiter,
          ContinuationToken: token,
        }),
      );
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }
}

function describe({ Key: key = '', Size: bytes = 0, LastModified: modified }: _Object): StoredObject {
  return { key, bytes, modifiedMs: modified?.getTime() };
}
