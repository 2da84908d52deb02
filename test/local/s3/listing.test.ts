import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3, type LocalS3 } from '../../../local/s3/server';

// In UTF-8 byte order, which differs from UTF-16 order: U+FF5E comes before U+1F600. Some keys sort between a folder
// and its contents.
const KEYS = ['a', 'b-c', 'b.c', 'b/1', 'b/2/x', 'b/2/y', 'b0', 'k=v/<&>"\' +%/1', 'é', '\uff5e', '😀'];
let folder: string;
let s3: LocalS3;
let client: S3Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 's3-'));
  s3 = await startS3({ folder, buckets: ['archive', 'empty'] });
  client = new S3Client({
    endpoint: s3.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (const Key of [...KEYS].reverse()) await client.send(new PutObjectCommand({ Bucket: 'archive', Key, Body: Key }));
});
afterAll(async () => {
  client.destroy();
  await s3.stop();
  rmSync(folder, { recursive: true });
});

interface Query {
  Prefix?: string;
  Delimiter?: string;
  StartAfter?: string;
  MaxKeys?: number;
  EncodingType?: 'url';
}

/** Every page of a listing, its objects and prefixes in the order of the pages. */
async function listAll(query: Query) {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: 'archive', ...query, ContinuationToken }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''));
    pages += 1;
    ContinuationToken = page.NextContinuationToken;
    expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    expect(page.KeyCount).toBeLessThanOrEqual(query.MaxKeys ?? 1000);
  } while (ContinuationToken !== undefined);
  return { keys, prefixes, pages };
}

test('keys come in UTF-8 byte order, with size and ETag', async () => {
  expect((await listAll({})).keys).toEqual(KEYS);
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'archive', Prefix: '😀' }));
  expect(Contents).toMatchObject([{ Key: '😀', Size: 4 }]);
  expect(Contents?.[0]?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
});

test('an empty bucket has no keys; an unknown one is NoSuchBucket', async () => {
  expect(await client.send(new ListObjectsV2Command({ Bucket: 'empty' }))).toMatchObject({ KeyCount: 0 });
  await expect(client.send(new ListObjectsV2Command({ Bucket: 'other' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

test('an invalid continuation token is refused', async () => {
  await expect(
    client.send(new ListObjectsV2Command({ Bucket: 'archive', ContinuationToken: 'nonsense' })),
  ).rejects.toMatchObject({ name: 'InvalidArgument' });
});

test('encoding-type=url percent-encodes keys and prefixes', async () => {
  expect((await listAll({ Prefix: 'k=', EncodingType: 'url' })).keys).toEqual(["k%3Dv/%3C%26%3E%22'%20%2B%25/1"]);
  expect((await listAll({ Delimiter: '/', Prefix: 'k=v/', EncodingType: 'url' })).prefixes).toEqual([
    "k%3Dv/%3C%26%3E%22'%20%2B%25/",
  ]);
});

test('for any prefix, delimiter, start and page size, the pages together equal a plain filter of all keys', async () => {
  const piece = fc.constantFrom('', 'a', 'b', 'b/', 'b/2', 'b/2/x', 'b0', 'c', 'k=v/', 'é', '\uff5e');
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        Prefix: piece,
        Delimiter: fc.constantFrom(undefined, '/', '2/', '.'),
        StartAfter: piece,
        MaxKeys: fc.integer({ min: 1, max: 5 }),
      }),
      async (query) => {
        const { keys, prefixes, pages } = await listAll(query);
        const below = KEYS.filter((key) => key.startsWith(query.Prefix));
        const rolled = below.map((key) => {
          const cut = query.Delimiter === undefined ? -1 : key.indexOf(query.Delimiter, query.Prefix.length);
          return cut < 0 ? key : key.slice(0, cut + (query.Delimiter?.length ?? 0));
        });
        const after = (text: string) => Buffer.compare(Buffer.from(text), Buffer.from(query.StartAfter)) > 0;
        expect(keys).toEqual(below.filter((key, i) => rolled[i] === key && after(key)));
        expect(prefixes).toEqual([...new Set(rolled.filter((entry, i) => entry !== below[i] && after(entry)))]);
        expect(pages).toBe(Math.max(1, Math.ceil((keys.length + prefixes.length) / query.MaxKeys)));
      },
    ),
    { numRuns: 60 },
  );
});
