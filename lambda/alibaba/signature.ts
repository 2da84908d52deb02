// Alibaba Cloud's signature version 3, ACS3-HMAC-SHA256, as its page "Request structure and signature" documents it. Pure.
import { createHash, createHmac } from 'node:crypto';

/** The keys of a RAM user, or the temporary keys of a RAM role, which have a security token. */
export interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export interface UnsignedRequest {
  readonly host: string;
  readonly action: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string>>;
}

/** New for each request: Alibaba Cloud refuses a nonce that it has seen, and a date that is 15 minutes off. */
export interface Occurrence {
  readonly ms: number;
  readonly nonce: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const EMPTY_BODY = sha256('');

/** The signed headers of a POST to `/` without a body. */
export function signedHeaders(request: UnsignedRequest, keys: Keys, { ms, nonce }: Occurrence): Record<string, string> {
  const headers: Record<string, string> = {
    host: request.host,
    'x-acs-action': request.action,
    'x-acs-content-sha256': EMPTY_BODY,
    'x-acs-date': `${new Date(ms).toISOString().slice(0, -5)}Z`,
    ...(keys.securityToken !== undefined && { 'x-acs-security-token': keys.securityToken }),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': request.version,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'POST',
    '/',
    queryText(request.query),
    ...names.map((name) => `${name}:${headers[name]?.trim() ?? ''}`),
    '',
    names.join(';'),
    EMPTY_BODY,
  ].join('\n');
  const signature = createHmac('sha256', keys.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${keys.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`,
  };
}

/** The query as it is signed, and must be sent: names sorted, all but RFC 3986's unreserved characters encoded. */
export function queryText(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name] ?? '')}`)
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
