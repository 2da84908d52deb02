// Signature version 3, written from Alibaba Cloud's documentation. It shares no code with the stand-in that checks it.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { LOCAL_KEY } from '../../../local/alibaba/server';

/** A request to sign. Everything except the action has a default. */
export interface Unsigned {
  readonly action: string;
  readonly version?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly contentType?: string;
  readonly host?: string;
  readonly date?: Date;
  readonly nonce?: string;
  /** The body's hash in the header. @default - the right hash */
  readonly contentHash?: string;
  readonly key?: { readonly accessKeyId: string; readonly accessKeySecret: string; readonly securityToken?: string };
}

/** A signed request. */
export interface Signed {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Percent-encodes as RFC 3986 and the documentation require: everything but A-Z a-z 0-9 - _ . ~ */
function percent(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((c) => (/[\w.~-]/.test(c) ? c : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`))
    .join('');
}

export function sign(request: Unsigned): Signed {
  const { query = {}, body = '', contentType, key = LOCAL_KEY, host = '127.0.0.1', date = new Date() } = request;
  const hashOf = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
  const canonicalQuery = Object.keys(query)
    .sort()
    .map((name) => `${percent(name)}=${percent(query[name] ?? '')}`)
    .join('&');
  const headers: Record<string, string> = {
    host,
    ...(contentType !== undefined && { 'content-type': contentType }),
    'x-acs-action': request.action,
    'x-acs-content-sha256': request.contentHash ?? hashOf(body),
    'x-acs-date': date.toISOString().replace(/\.\d+Z/, 'Z'),
    ...(key.securityToken !== undefined && { 'x-acs-security-token': key.securityToken }),
    'x-acs-signature-nonce': request.nonce ?? randomUUID(),
    'x-acs-version': request.version ?? '2014-05-26',
  };
  const names = Object.keys(headers).sort();
  let canonical = `POST\n/\n${canonicalQuery}\n`;
  for (const name of names) canonical += `${name}:${headers[name] ?? ''}\n`;
  canonical += `\n${names.join(';')}\n${hashOf(body)}`;
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${hashOf(canonical)}`)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { method: 'POST', path: `/?${canonicalQuery}`, headers: { ...headers, authorization }, body };
}
