import { createRequire } from 'node:module';
import { npmClientFolder } from './tools';

/** A request to Alibaba Cloud before or after it was signed. */
export interface OfficialRequest {
  readonly method: string;
  /** With the query. The host does not matter, because it is in the header. */
  readonly url: string;
  /** All headers of the request. The signer picks those that it signs: host, content-type, and every x-acs-*. */
  readonly headers: Readonly<Record<string, string>>;
  /** @default - empty */
  readonly body?: string;
}

interface Signer {
  getAuthorization(request: object, algorithm: string, payload: string, keyId: string, keySecret: string): string;
  hash(content: Buffer, algorithm: string): Buffer;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/**
 * The Authorization header that Alibaba Cloud's SDK for Node.js makes for a request. Throws when `prepareAlibabaClients` has not
 * installed it.
 */
export function officialAuthorization(
  { method, url, headers, body = '' }: OfficialRequest,
  keys: { readonly accessKeyId: string; readonly accessKeySecret: string },
): string {
  const load = createRequire(`${npmClientFolder()}/`);
  const { OpenApiUtil: signer } = load('@alicloud/openapi-core') as { readonly OpenApiUtil: Signer };
  const { pathname, searchParams } = new URL(url);
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization');
  const request = { method, pathname, query: Object.fromEntries(searchParams), headers: Object.fromEntries(others) };
  const payload = signer.hash(Buffer.from(body), ALGORITHM).toString('hex');
  return signer.getAuthorization(request, ALGORITHM, payload, keys.accessKeyId, keys.accessKeySecret);
}
