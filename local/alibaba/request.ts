import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readBody } from '../loopback';
import { missing } from './error';

/** A request as received. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The operation of a request. */
export interface Operation {
  readonly action: string;
  readonly version: string;
  /** From the query and, if the body is a form, from the body. Parameters with an empty value are left out. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether the answer is JSON. A request with its action among the parameters gets XML unless it asks for JSON. */
  readonly wantsJson: boolean;
}

export async function readRequest(message: IncomingMessage): Promise<RawRequest> {
  const [path = '', query = ''] = (message.url ?? '').split(/\?(.*)/s);
  return { method: message.method ?? '', path, query, headers: message.headers, body: await readBody(message) };
}

/** Action and version are in headers or, in the older style, among the parameters. */
export function readOperation({ query, headers, body }: RawRequest): Operation {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const all = [...new URLSearchParams(query), ...(isForm ? new URLSearchParams(body.toString()) : [])];
  const parameters: Partial<Record<string, string>> = Object.fromEntries(all.filter(([, value]) => value !== ''));
  const header = headers['x-acs-action'];
  const action = header === undefined ? parameters.Action : String(header);
  const version = header === undefined ? parameters.Version : String(headers['x-acs-version'] ?? '');
  if (action === undefined) throw missing('Action');
  if (version === undefined || version === '') throw missing('Version');
  const wantsJson = header !== undefined || parameters.Format?.toUpperCase() === 'JSON';
  return { action, version, parameters: parameters as Record<string, string>, wantsJson };
}
