import type { ListRequest, Listing } from './listing';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export function errorXml(code: string, message: string, resource: string): string {
  return `${HEAD}<Error>${tag('Code', code)}${tag('Message', message)}${tag('Resource', resource)}</Error>`;
}

export function bucketsXml(buckets: readonly string[]): string {
  const list = buckets
    .map((name) => `<Bucket>${tag('Name', name)}${tag('CreationDate', isoTime(0))}</Bucket>`)
    .join('');
  return `${HEAD}<ListAllMyBucketsResult ${NAMESPACE}><Buckets>${list}</Buckets></ListAllMyBucketsResult>`;
}

/** The answer of ListObjectsV2. With `encoding-type=url` in the query, keys and prefixes are percent-encoded. */
export function listingXml(bucket: string, request: ListRequest, listing: Listing, query: URLSearchParams): string {
  const encoded = query.get('encoding-type') === 'url';
  const name = (text: string) => (encoded ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  const echo = (element: string, parameter: string) => {
    const value = query.get(parameter);
    return value === null ? '' : tag(element, parameter === 'continuation-token' ? value : name(value));
  };
  const contents = listing.objects.map(
    ({ key, size, meta }) =>
      `<Contents>${tag('Key', name(key))}${tag('LastModified', isoTime(meta.lastModified))}${tag('ETag', meta.etag)}` +
      `${tag('Size', String(size))}${tag('StorageClass', 'STANDARD')}</Contents>`,
  );
  const prefixes = listing.commonPrefixes.map(
    (prefix) => `<CommonPrefixes>${tag('Prefix', name(prefix))}</CommonPrefixes>`,
  );
  return [
    `${HEAD}<ListBucketResult ${NAMESPACE}>`,
    tag('Name', bucket),
    tag('Prefix', name(request.prefix)),
    echo('Delimiter', 'delimiter'),
    echo('StartAfter', 'start-after'),
    echo('ContinuationToken', 'continuation-token'),
    encoded ? tag('EncodingType', 'url') : '',
    tag('MaxKeys', String(request.maxKeys)),
    tag('KeyCount', String(listing.objects.length + listing.commonPrefixes.length)),
    tag('IsTruncated', String(listing.nextToken !== undefined)),
    listing.nextToken === undefined ? '' : tag('NextContinuationToken', listing.nextToken),
    ...contents,
    ...prefixes,
    '</ListBucketResult>',
  ].join('');
}

function tag(name: string, text: string): string {
  // Control characters must be references: a parser would turn a bare CR into LF.
  // eslint-disable-next-line no-control-regex
  const escaped = text.replace(/[&<>"\u0000-\u001f]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<${name}>${escaped}</${name}>`;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
