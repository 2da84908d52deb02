import { createHash } from 'node:crypto';

const SEAL_LENGTH = 12;

/** Makes an opaque token, valid only for requests with the same purpose. Content and purpose become JSON. */
export function sealToken(content: unknown, purpose: unknown): string {
  const text = JSON.stringify(content);
  return Buffer.from(`${seal(text, purpose)}${text}`).toString('base64');
}

/** Returns the content of a token that `sealToken` made for that purpose; undefined for any other text. */
export function openToken(token: string, purpose: unknown): unknown {
  const text = Buffer.from(token, 'base64').toString();
  const content = text.slice(SEAL_LENGTH);
  return text.slice(0, SEAL_LENGTH) === seal(content, purpose) ? (JSON.parse(content) as unknown) : undefined;
}

function seal(content: string, purpose: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([content, purpose]))
    .digest('base64')
    .slice(0, SEAL_LENGTH);
}
