import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AlibabaError, missing } from './error';
import type { Identity, Keys } from './keys';
import type { RawRequest } from './request';

/** How far a request's date may differ from the service's clock, and how long a nonce stays used. Milliseconds. */
const TOLERANCE = 15 * 60_000;
const ALGORITHM = 'ACS3-HMAC-SHA256';
const AUTHORIZATION = new RegExp(`^${ALGORITHM} Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$`);
const NEEDED = ['x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'];

/** Checks signatures of version 3. Accepts each nonce once. */
export class SignatureCheck {
  private readonly nonces = new Map<string, number>();

  constructor(
    private readonly keys: Keys,
    private readonly clock: () => number,
  ) {}

  /** Returns the key and identity that signed the request. Throws the gateway's error when the signature is wrong. */
  identify(request: RawRequest): { readonly accessKeyId: string; readonly identity: Identity } {
    const { headers } = request;
    if (headers.authorization === undefined) throw missing('Authorization');
    const [, accessKeyId = '', signedHeaders = '', signature = ''] = AUTHORIZATION.exec(headers.authorization) ?? [];
    if (signature === '')
      throw incomplete(`authorization must be ${ALGORITHM} Credential=,SignedHeaders=,Signature= and 64 hex digits`);
    for (const name of NEEDED) if (headers[name] === undefined) throw missing(name);
    checkSignedHeaders(Object.keys(headers), signedHeaders.split(';'));

    const now = this.clock();
    checkDate(String(headers['x-acs-date']), now);
    const token = headers['x-acs-security-token'];
    const key = this.keys.find(accessKeyId, token === undefined ? undefined : String(token), now);
    checkHash(request);
    const toSign = `${ALGORITHM}\n${sha256(canonicalRequest(request, signedHeaders))}`;
    const expected = createHmac('sha256', key.accessKeySecret).update(toSign).digest();
    if (!timingSafeEqual(expected, Buffer.from(signature, 'hex')))
      throw new AlibabaError(
        'SignatureDoesNotMatch',
        `Specified signature is not matched with our calculation. server string to sign is:${toSign}`,
      );
    this.takeNonce(`${accessKeyId} ${String(headers['x-acs-signature-nonce'])}`, now);
    return { accessKeyId, identity: key.identity };
  }

  private takeNonce(nonce: string, now: number): void {
    const taken = this.nonces.get(nonce);
    if (taken !== undefined && now - taken < TOLERANCE)
      throw new AlibabaError('SignatureNonceUsed', 'Specified signature nonce was used already.');
    this.nonces.set(nonce, now);
  }
}

/** If a request sends Host, Content-Type or headers that begin with x-acs-, it must sign them. */
function checkSignedHeaders(sent: readonly string[], signed: readonly string[]): void {
  const needed = sent.filter((name) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type');
  const forgotten = needed.filter((name) => !signed.includes(name));
  if (forgotten.length > 0) throw incomplete(`${forgotten.join(', ')} must be among SignedHeaders`);
  const absent = signed.filter((name) => !sent.includes(name));
  if (absent.length > 0) throw incomplete(`${absent.join(', ')} of SignedHeaders must be sent`);
  if (signed.join() !== [...signed].sort().join()) throw incomplete('SignedHeaders must be in alphabetical order');
}

function checkDate(date: string, now: number): void {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) ? Date.parse(date) : NaN;
  if (Number.isNaN(ms))
    throw new AlibabaError('InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
  if (Math.abs(now - ms) > TOLERANCE)
    throw new AlibabaError('InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
}

function checkHash({ headers, body }: RawRequest): void {
  if (headers['x-acs-content-sha256'] !== sha256(body))
    throw new AlibabaError(
      'SignatureDoesNotMatch',
      'Specified signature is not matched with our calculation: x-acs-content-sha256 is not the SHA-256 of the body.',
    );
}

function canonicalRequest({ method, path, query, headers, body }: RawRequest, signedHeaders: string): string {
  const sorted = [...new URLSearchParams(query)].sort(([a], [b]) => (a < b ? -1 : 1));
  const parameters = sorted.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const lines = signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  return [method, path, parameters, lines.join(''), signedHeaders, sha256(body)].join('\n');
}

/** Percent-encodes all characters except the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function incomplete(reason: string): AlibabaError {
  return new AlibabaError(
    'IncompleteSignature',
    `The request signature does not conform to Alibaba Cloud standards: ${reason}.`,
  );
}
