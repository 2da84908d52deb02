import { S3Error } from './error';
import { byUtf8, type StoredObject } from './store';

/** The parameters of a ListObjectsV2 request. */
export interface ListRequest {
  readonly prefix: string;
  /** Empty: none. */
  readonly delimiter: string;
  /** Only keys after this one: from the continuation token if the request has one, else from start-after. */
  readonly after: string;
  readonly maxKeys: number;
}

/** One page of a listing. */
export interface Listing {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page continues; undefined on the last page. */
  readonly nextToken: string | undefined;
}

/** Reads the parameters. Throws S3Error InvalidArgument for values that S3 rejects. */
export function parseListRequest(query: URLSearchParams): ListRequest {
  const maxKeys = Number(query.get('max-keys') ?? 1000);
  if (!Number.isInteger(maxKeys) || maxKeys < 0)
    throw new S3Error(400, 'InvalidArgument', `max-keys is "${query.get('max-keys') ?? ''}", not a number of keys`);
  const encoding = query.get('encoding-type');
  if (encoding !== null && encoding !== 'url')
    throw new S3Error(400, 'InvalidArgument', 'Invalid Encoding Method specified in Request');
  const token = query.get('continuation-token');
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    after: token === null ? (query.get('start-after') ?? '') : decodeToken(token),
    maxKeys: Math.min(maxKeys, 1000),
  };
}

/**
 * Cuts one page. Keys with the same text up to the first delimiter after the prefix become one common prefix. It
 * includes the delimiter and counts as one key.
 * @param keys with the prefix and after `after`, in UTF-8 byte order; the function reads no further than the page needs
 */
export function listPage(
  request: ListRequest,
  keys: Iterable<string>,
  head: (key: string) => StoredObject | undefined,
): Listing {
  const { prefix, delimiter, after, maxKeys } = request;
  const objects: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  if (maxKeys === 0) return { objects, commonPrefixes, nextToken: undefined };
  for (const key of keys) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    // A common prefix stands for all its keys. Further keys of the same prefix add nothing, also on the next page.
    if (entry === last || byUtf8(entry, after) <= 0) continue;
    if (objects.length + commonPrefixes.length === maxKeys)
      return { objects, commonPrefixes, nextToken: encodeToken(last) };
    if (cut < 0) {
      const object = head(key);
      if (object) objects.push(object);
    } else commonPrefixes.push(entry);
    last = entry;
  }
  return { objects, commonPrefixes, nextToken: undefined };
}

function encodeToken(after: string): string {
  return Buffer.from(`after:${after}`).toString('base64url');
}

function decodeToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after:'))
    throw new S3Error(400, 'InvalidArgument', 'The continuation token provided is incorrect');
  return text.slice('after:'.length);
}
